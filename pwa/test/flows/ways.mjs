// What somebody does with the phone in their hand, as the table of flows has it. Each gets a hand, and leaves the page
// on Now.

import { save } from '../budgets/measures.mjs';
import { Screen } from '../screen.mjs';

const lisbon = 'moved to Lisbon';

/** The name of a person whom the journal does not have yet. */
export const nobody = (number) => `Ximena Quispe-Holm${'abcdefghijklmnopqrst'[number]}`;

export async function toNow({ page }) {
  await page.evaluate(() => {
    location.hash = '#/';
  });
  await page.getByRole('link', { name: 'Get their card' }).waitFor();
}

/** The field, a line, Save; and how many milliseconds it is until it is written. */
export async function newPerson(hand, life, name) {
  await hand.tap(hand.page.locator('#line'));
  const { tap } = await save(life, `${name} @ Acme, needs a storage engineer`, name, hand);
  return { saved: tap };
}

/** A name that is there already: what they were met with before is shown while one types, and Save adds to it. */
export async function metAgain(hand, name) {
  await hand.tap(hand.page.locator('#line'));
  await hand.type(`${name}, ${lisbon}`);
  await hand.page.locator('.panel .scroll').getByText(name).first().waitFor();
  await hand.tap(hand.button(/^Save/));
  await hand.sees('added to what you know');
}

/** What the page's own journal has just now: how many people and talks, and the last talk with that person. */
export async function metSoFar({ page }, { person, name }) {
  const screen = new Screen(page);
  const { by_kind } = await screen.ask('status');
  const found = await screen.ask('find', name, 50);
  const { interactions } = await screen.ask('person', person);
  return {
    people: by_kind.contact,
    called: found.filter(({ kind, title }) => kind === 'contact' && title === name).length,
    talks: by_kind.interaction,
    last: interactions[0].note,
  };
}

/** Fails unless there is one more talk since `before`, with that person, and nobody was made by it. */
export async function isOneMoreTalk(hand, journal, before) {
  const now = await metSoFar(hand, journal);
  const wanted = { ...before, talks: before.talks + 1, called: 1, last: lisbon };
  if (JSON.stringify(now) !== JSON.stringify(wanted)) {
    throw new Error(`the journal had ${JSON.stringify(before)}, and has ${JSON.stringify(now)}`);
  }
}

/** From Now: the camera, and Save. */
export async function scanned(hand, name) {
  await hand.tap(hand.link('Get their card'));
  await hand.page.getByRole('heading', { name }).waitFor();
  await hand.tap(hand.button('Save'));
  await hand.sees(/is saved/);
}

/** The phone is handed over and comes back; their taps are counted as well. */
export async function theyType(hand, name, way) {
  await hand.tap(hand.link('Get their card'));
  await hand.tap(hand.button(/^They type it/));
  await hand.tap(hand.page.getByLabel('Your name'));
  await hand.type(name);
  await hand.tap(hand.page.getByLabel('One way'));
  await hand.type(way);
  await hand.tap(hand.button('Done'));
  await hand.sees('hand the phone back');
  await hand.hold(hand.button('This phone is mine'), 2100);
  await hand.tap(hand.button('Save'));
  await hand.sees(/is saved/);
}

/** From what was written down last: a day that is proposed, and the word to them. */
export async function coffee(hand) {
  await hand.tap(hand.button('Coffee'));
  await hand.tap(hand.page.getByRole('dialog').locator('button.chip'));
  await hand.sees(/proposed until/i);
  await hand.tap(hand.button('Done'));
}

/** Somebody met on the bus: the line asks for nothing, and one tap says where one knows them from. */
export async function everyday(hand, life, name) {
  await hand.tap(hand.page.locator('#line'));
  await save(life, `${name}, keeps bees`, name, hand);
  await hand.tap(hand.page.getByRole('group', { name: 'Where you know' }).getByRole('button'));
}

/** Ten new people, of whom `gets` get something. */
export async function wrapUp(hand, gets) {
  await hand.tap(hand.link('Wrap up'));
  for (let number = 0; number < gets; number += 1) {
    await hand.tap(hand.button(/^Write it down for/));
    await hand.sees(/Written down for/);
  }
  await hand.tap(hand.button('End the event'));
  await hand.sees(/is over/);
}

/** People, the search, the person: what was said last is there. */
export async function lastTalk(hand, words, name) {
  await hand.tap(hand.link('People'));
  await hand.tap(hand.page.getByRole('searchbox'));
  await hand.type(words);
  await hand.tap(hand.page.getByRole('main').getByRole('link', { name }));
  await hand.page.getByRole('heading', { level: 1, name }).waitFor();
  await hand.page.locator('main ol li').first().waitFor();
}

/** Ends the event that is on. */
export async function leaveEvent(hand) {
  await hand.tap(hand.link('Wrap up'));
  await hand.tap(hand.button('End the event'));
  await hand.sees(/is over/);
  await toNow(hand);
}

const guests = [
  'Dana Ben-David, needs brake shoes',
  'Kwame Mensah, needs canvas',
  'عمر الفاروق, needs valves',
  'Anna-Lena Übermüth, needs a tour guide',
  'Pelé',
  'Sòng Mǐn, keeps pigeons',
  'Ruta Žemaitė, from Kaunas',
  'Eoin Ó Súilleabháin',
  'Thảo Nguyễn, second floor',
  'नोआ लेवी',
];

/** An event that is on, with ten people, and the page on Now. */
export async function tenAtAnEvent({ page }) {
  await page.evaluate(() => {
    location.hash = '#/event';
  });
  await page.getByLabel(/^Name/).fill('Rust at the Harbour');
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await page.locator('#line').fill(guests.join('\n'));
  await page.getByRole('button', { name: 'Save 10 people' }).tap();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await toNow({ page });
}
