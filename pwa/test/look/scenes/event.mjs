// An event, from before the door to the day after.

import { later, writeDown } from '../journal.mjs';
import { quiet } from './daily.mjs';

const button = (screen, name) => screen.page.getByRole('button', { name, exact: true });
const heading = (screen, name) => screen.page.getByRole('heading', { level: 1, name });

export async function event(booth, screen) {
  await start(booth, screen);
  await meet(booth, screen);
  await during(booth, screen);
  await stillThere(booth, screen);
  await wrapUp(booth, screen);
  await afterwards(booth, screen);
  await whichOne(booth, screen);
}

async function start(booth, screen) {
  await screen.go('#/event');
  await screen.page.getByLabel(/^Name/).fill('Rust at the Harbour');
  await screen.page.getByLabel(/^Place/).fill('Old crane hall, Gdańsk');
  await screen.page.getByLabel(/curious/).fill('Who keeps old machines running, and why? Storage, boats, flood maps');
  for (const [at, name] of ['Kwame Mensah @ Volta Sailmakers', '李小龍', 'Solveig Ødegård @ Nordwind'].entries()) {
    await button(screen, 'Add name').click();
    await screen.page.getByLabel(`name ${at + 1}`, { exact: true }).fill(name);
  }
  await button(screen, 'Add guest').click();
  await screen.page.getByLabel('guest 1', { exact: true }).fill('Ælfgifu Tanaka');
  await booth.show(screen, 'event-start', { tall: true });
  await button(screen, 'Who would enjoy this?').click();
  await screen.shows('They might enjoy this');
  await booth.show(screen, 'event-start-invite', { tall: true });
  await button(screen, 'Start').click();
  await screen.shows('Nobody yet');
  await booth.show(screen, 'event-nobody-yet');
  await screen.go('#/');
  await screen.shows('Nobody yet');
  await booth.show(screen, 'now-event-nobody-yet');
}

async function meet(booth, screen) {
  await screen.line.fill('Dana Ben-David, keeps a tram from 1931 running, needs brake shoes');
  await screen.save.click();
  await screen.has('');
  await screen.shows(/at Rust at the Harbour/);
  await booth.show(screen, 'log-at-event');
  await screen.page.getByRole('button', { name: 'Close' }).click();
  await writeDown(screen, 'Kwame Mensah, sews sails for the tall ship, coffee tomorrow 11:00');
  await writeDown(screen, 'عمر الفاروق, repairs radios in Alexandria');
  await writeDown(
    screen,
    'Anna-Lena Świętosławska-Übermüth @ Hafenbehörde, harbour engineer, offers a tour of the locks',
  );
  await screen.shows('Dana Ben-David');
  await screen.page.getByRole('main').focus();
  await booth.show(screen, 'now-event', { tall: true });
}

async function during(booth, screen) {
  await screen.go('#/event');
  await screen.shows('4 people here');
  await quiet(screen);
  await booth.show(screen, 'event-on', { tall: true });
  await button(screen, 'Who would enjoy this?').click();
  await screen.shows('They might enjoy this');
  await booth.show(screen, 'event-invite', { tall: true });
  await button(screen, 'Edit').click();
  await booth.show(screen, 'event-edit');
  await screen.page.keyboard.press('Escape');
  await screen.go('#/people');
  await screen.page.getByText('Not yet met').click();
  await screen.shows('Solveig Ødegård');
  await booth.show(screen, 'people-not-yet-met');
}

/** Half a day later, by the worker's clock. */
async function stillThere(booth, screen) {
  await later(screen, 13);
  // On a wide screen Now stands beside the people, and would not be asked anew.
  await screen.go('#/moves');
  await heading(screen, 'Moves').waitFor();
  await screen.go('#/');
  await screen.shows(/^Still there\?/);
  await booth.show(screen, 'now-event-still-there');
  await screen.go('#/event');
  await screen.shows(/^Still there\?/);
  await booth.show(screen, 'event-still-there');
  await later(screen, 0);
}

async function wrapUp(booth, screen) {
  await screen.go('#/event');
  await screen.page.getByRole('link', { name: 'Wrap up' }).click();
  await heading(screen, 'What did you learn?').waitFor();
  await booth.show(screen, 'wrap-up-begun', { tall: true });
  await screen.page.getByLabel(/In your own words/).fill('Those who keep old machines write everything down.');
  await screen.page.getByRole('button', { name: /^Write it down for Dana/ }).click();
  await screen.shows('Help with: brake shoes');
  await booth.show(screen, 'wrap-up-written');
  await quiet(screen);
  await screen.page.getByRole('button', { name: /^Something else for Anna-Lena/ }).click();
  await booth.show(screen, 'wrap-up', { tall: true });
  await button(screen, 'End the event').click();
  await screen.shows(/is over/);
}

async function afterwards(booth, screen) {
  await booth.show(screen, 'event-past', { tall: true });
  await quiet(screen);
  await button(screen, 'Add people').click();
  await screen.shows('You are adding people to it.');
  await quiet(screen);
  await booth.show(screen, 'event-entered-again');
  await screen.go('#/');
  await screen.shows('Met here');
  await booth.show(screen, 'now-event-entered-again');
  await screen.go('#/event');
  await screen.page.getByRole('link', { name: 'Wrap up' }).click();
  await screen.page.getByLabel(/One more thing/).waitFor();
  await booth.show(screen, 'wrap-up-again');
  await screen.page.getByRole('main').getByRole('button').last().click();
  await screen.shows(/is over/);
  await quiet(screen);
  await screen.go('#/event');
  await screen.shows('Where you have been');
  await booth.show(screen, 'event-start-again');
}

/** Two people of one name, of whom one hopes to meet one. */
async function whichOne(booth, screen) {
  for (const town of ['Porto', 'Lisboa']) {
    const { id } = await writeDown(screen, `Maria ${town} Silva @ Mapas de ${town}`);
    const { heads } = await screen.ask('person', id);
    await screen.ask('edit_person', id, heads, { name: 'Maria Silva' });
  }
  const name = screen.page.getByLabel(/^Name/);
  await name.fill('Map fair');
  await button(screen, 'Add name').click();
  await screen.page.getByLabel('name 1', { exact: true }).fill('Maria Silva');
  await button(screen, 'Start').click();
  await screen.shows(/Maria Silva do you mean/);
  await booth.show(screen, 'event-which-one');
  await screen.page.getByRole('button', { name: /Mapas de Lisboa/ }).click();
  await booth.show(screen, 'event-which-one-chosen');
  await name.fill('');
  await screen.page.getByRole('button', { name: 'Remove Maria Silva' }).click();
}

/** The same on other screens: its side, words of twice the size, the narrowest. */
export async function eventTurned(booth, screen) {
  const { page } = screen;
  await screen.ask('start_event', {
    name: 'Winterhafen-Sommerfest der Fährgesellschaften',
    place: 'Kai 7',
    goal: 'Who repairs ferries?',
    hoped: ['Maximiliane Gräfin von Hohenlohe-Waldenburg-Schillingsfürst'],
    brought: [],
  });
  await writeDown(screen, 'Þorbjörg Ágústsdóttir, needs a welder for aluminium hulls, coffee fri 9');
  await writeDown(screen, 'Eleutherios Papadimitriou-Konstantinidis @ Harbour Ferries Cooperative, captain');
  const sizes = { side: [844, 390], narrow: [320, 640], large: [390, 844] };
  for (const [name, [width, height]] of Object.entries(sizes)) {
    await page.setViewportSize({ width, height });
    const style = await page.addStyleTag({ content: name === 'large' ? 'html { zoom: 2 }' : '/* as it is */' });
    await around(booth, screen, name);
    await style.evaluate((element) => element.remove());
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const { id } = await screen.ask('current_event');
  await screen.ask('finish_event', id, '');
}

/** Runs in the page: the words of the event's name that stand on more than one line. */
function brokenWords() {
  const [words] = document.querySelector('main h1 bdi').childNodes;
  return [...words.data.matchAll(/[\p{L}]+/gu)]
    .filter(({ 0: word, index }) => {
      const range = document.createRange();
      range.setStart(words, index);
      range.setEnd(words, index + word.length);
      return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
    })
    .map(([word]) => word);
}

/** Fails unless a word of the event's name is broken only where it is wider than all there is. */
async function isWhole(screen, name) {
  const broken = await screen.page.evaluate(brokenWords);
  if (broken.some((word) => name !== 'large' || word.length < 14)) {
    throw new Error(`${name}: broken are ${broken.join()}`);
  }
}

/** Fails unless what is told leaves most of the screen to the rest. */
async function isShort(screen) {
  const { height } = await screen.page.locator('[data-said]').boundingBox();
  const all = screen.page.viewportSize().height;
  if (height > all * 0.4) {
    throw new Error(`what is told takes ${height} of ${all} px`);
  }
}

async function around(booth, screen, name) {
  const { page } = screen;
  await screen.go('#/');
  await screen.shows('Met here');
  await isWhole(screen, name);
  await booth.show(screen, `${name}-now-event`, { tall: true });
  await screen.go('#/event');
  await screen.shows('I hope to meet');
  await isWhole(screen, name);
  await booth.show(screen, `${name}-event`, { tall: true });
  await page.getByRole('link', { name: 'Wrap up' }).click();
  await heading(screen, 'What did you learn?').waitFor();
  await booth.show(screen, `${name}-wrap-up`, { tall: true });
  const [{ id }] = await screen.ask('find', name === 'large' ? 'Eleutherios' : 'Þorbjörg', 5);
  await screen.go(`#/person/${id}`);
  await page.getByRole('button', { name: 'Say hello' }).click();
  await page.getByRole('button', { name: /lunch/ }).waitFor();
  await booth.show(screen, `${name}-hello`);
  await page.getByRole('button', { name: /lunch/ }).click();
  await screen.shows(/Proposed until/);
  await booth.show(screen, `${name}-coffee-proposed`);
  await page.getByRole('button', { name: 'Code for their calendar' }).click();
  await page.getByRole('img', { name: /The coffee as a QR code/ }).waitFor();
  await booth.show(screen, `${name}-coffee-code`);
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Done', exact: true }).last().click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  if (name === 'large') {
    await isShort(screen);
    await booth.show(screen, `${name}-said`);
  }
  await quiet(screen);
}
