// An event, a coffee, a question: by keys.

import { eventually } from '../eventually.mjs';
import { later } from './journal.mjs';

const shut = (screen) => screen.page.getByRole('dialog').waitFor({ state: 'hidden' });
const view = (screen, name) => screen.page.getByRole('heading', { level: 1, name }).waitFor();

/** Writes a line and is left in its field. */
async function write(keys, screen, words) {
  await keys.page.keyboard.press('Escape');
  await keys.press('n');
  await keys.isOn(/^(Write down whom you met|What about)/);
  await keys.type(words);
  await keys.press('Enter');
  await screen.has('');
}

/** Runs in the page: what the browser keeps of what is being written elsewhere than in the line. */
export function keptDrafts() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('mingle-page');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const store = opening.result.transaction('draft').objectStore('draft');
      const asked = store.getAll(IDBKeyRange.bound('of ', 'of \uffff'));
      asked.onsuccess = () => {
        opening.result.close();
        resolve(asked.result);
      };
    };
  });
}

async function person(screen, name) {
  const [{ id }] = await screen.ask('find', name, 5);
  return await screen.ask('person', id);
}

/** What was told is taken back: neither the journal nor the page has it, and the question is asked again. */
async function storyIsUndone(keys, screen) {
  const story = screen.page.getByText('Her father was a bell-ringer.').filter({ visible: true });
  await story.waitFor();
  await keys.to(/^Undo/);
  await keys.press('Enter');
  await screen.shows('Undone.');
  await story.waitFor({ state: 'hidden' });
  await screen.page.getByRole('button', { name: 'Write what they say' }).waitFor();
  const { contact } = await person(screen, 'Ingrid');
  if (contact.story !== '') {
    throw new Error(`it is still '${contact.story}'`);
  }
}

/** From the line's field to the event that is on, which says who is `here`, and on to its wrap up. */
async function wrapUp(keys, screen, here) {
  await keys.press('Escape');
  await keys.press('e');
  await screen.shows(here);
  await keys.to(/^Wrap up/);
  await keys.press('Enter');
  await view(screen, 'What did you learn?');
}

async function endEvent(keys, screen) {
  await keys.to(/^End the event/);
  await keys.press('Enter');
  await screen.shows(/is over/);
}

export const gathering = {
  'to say where one knows somebody from': async (keys, { screen }) => {
    await screen.go('#/');
    await write(keys, screen, 'Ingrid Sørdal, tunes carillons');
    await keys.to(/^Everyday/, { back: true });
    await keys.press('Space');
    await keys.isOn(/^Everyday/);
    await screen.page.getByRole('button', { name: 'Everyday', pressed: true }).waitFor();
    await keys.to(/^Work/, { back: true });
    await keys.press('Enter');
    await screen.page.getByRole('button', { name: 'Work', pressed: true }).waitFor();
    await keys.press('Enter');
    await eventually('nothing is said of it again', 5000, async () => {
      const { contact } = await person(screen, 'Ingrid');
      return contact.stage === '';
    });
  },
  'to write down what somebody answers, and to change the questions': async (keys, { screen }) => {
    const { id } = await person(screen, 'Ingrid');
    await screen.go(`#/person/${id}`);
    await view(screen, /Ingrid/);
    await keys.page.getByRole('main').focus();
    await keys.to(/^Your questions/);
    await keys.press('Enter');
    // It is loaded first; a Tab before that would move the focus that it gives back.
    await screen.page.getByRole('dialog').waitFor();
    await keys.to(/^Remove What do you hope/);
    await keys.press('Enter');
    await keys.look('removed');
    await keys.to(/^Add question/);
    await keys.press('Enter');
    await keys.isOn(/^question 10/);
    await keys.type('Which bell would you keep?');
    await keys.to(/^Save/);
    await keys.press('Enter');
    await shut(screen);
    await keys.isOn(/^Your questions/);
    const deck = await screen.ask('deck');
    if (deck.length !== 10 || deck.at(-1).words !== 'Which bell would you keep?') {
      throw new Error(`the deck is ${JSON.stringify(deck)}`);
    }
    await keys.press('Enter');
    await screen.page.getByRole('dialog').waitFor();
    await keys.to(/^Bring back the first ones/);
    await keys.press('Enter');
    await screen.shows('The questions are those that Mingle brings.');
    await shut(screen);
    await keys.isOn(/^Your questions/);
    await screen.page.locator('[data-said]').getByRole('button', { name: 'Undo' }).click();
    await screen.shows('Undone.');
    if (JSON.stringify(await screen.ask('deck')) !== JSON.stringify(deck)) {
      throw new Error(`the deck is back as ${JSON.stringify(await screen.ask('deck'))}`);
    }
    await keys.page.getByRole('main').focus();
    await keys.to(/^Write what they say/);
    await keys.press('Enter');
    await keys.isOn(/^Their story/);
    await keys.type('Her father was a bell-ringer.');
    await keys.to(/^Keep it/);
    await keys.press('Enter');
    await screen.shows(/story is written down/);
    await keys.look('kept');
    const { contact } = await person(screen, 'Ingrid');
    if (contact.story !== 'Her father was a bell-ringer.') {
      throw new Error(`it has become '${contact.story}'`);
    }
    await storyIsUndone(keys, screen);
    await screen.ask('reset_deck');
  },
  'to go to an event, with whom one hopes to meet': async (keys, { screen }) => {
    await keys.press('e');
    await screen.shows('Where are you going?');
    await keys.to(/^Name/);
    await keys.type('Lisbon Open');
    await keys.to(/curious/);
    await keys.type('Who repairs boats?');
    await keys.to(/^Add name/);
    await keys.press('Enter');
    await keys.isOn(/^name 1/);
    await keys.type('Mona Wembé @ Boatyard');
    await eventually('it is kept', 5000, async () =>
      (await screen.page.evaluate(keptDrafts)).some(
        (kept) => kept.includes('Lisbon Open') && kept.includes('Boatyard'),
      ),
    );
    await screen.page.reload();
    await screen.page.getByLabel('name 1', { exact: true }).waitFor();
    await keys.page.getByRole('main').focus();
    await keys.to(/^name 1/);
    await keys.to(/^Start/);
    await keys.press('Enter');
    await view(screen, 'Lisbon Open');
    await keys.look('started');
    await keys.to(/^Add whom you hope to meet/);
    await keys.press('Enter');
    await keys.isOn(/^Name/);
    await keys.type('Tove');
    await keys.press('Enter');
    await screen.page.getByRole('main').getByRole('link', { name: 'Tove' }).waitFor();
    await keys.isOn(/^Name/);
    await keys.to(/^Not Tove after all/, { back: true });
    await keys.press('Enter');
    await screen.shows(/off this list/);
    await keys.look('dropped');
    await keys.to(/^Who would enjoy this/);
    await keys.press('Enter');
    await screen.shows('They might enjoy this');
    await keys.look('proposed whom to invite');
    await keys.to(/^Invite Ximena/);
  },
  'to see who is not yet met': async (keys, { screen, isWide }) => {
    await screen.go('#/people');
    await screen.page.getByText('Not yet met').waitFor();
    await keys.page.getByRole('main').focus();
    await keys.to(/^Not yet met/, { back: isWide });
    await keys.press('Enter');
    await keys.to(/^Mona Wembé/);
    await keys.press('Enter');
    await view(screen, 'Mona Wembé');
    await keys.look('opened');
  },
  'to propose a coffee before goodbye, and to show its code': async (keys, { screen }) => {
    await screen.go('#/');
    await screen.shows('Lisbon Open');
    await write(keys, screen, 'Dana Ben-David, needs brake shoes');
    await keys.to(/^Coffee/, { back: true });
    await keys.press('Enter');
    await keys.to(/lunch/);
    await keys.press('Enter');
    await screen.shows(/Proposed until/);
    await keys.look('a coffee');
    await keys.to(/^Code for their calendar/);
    await keys.press('Enter');
    await screen.page.getByRole('img', { name: /The coffee as a QR code/ }).waitFor();
    await keys.isOn(/^Back/);
    await keys.press('Escape');
    await keys.isOn(/^Code for their calendar/);
    await keys.to(/^Done/);
    await keys.press('Enter');
    await shut(screen);
    await keys.page.keyboard.press('Escape');
    await keys.page.keyboard.press('Escape');
  },
  'to say that one is still there': async (keys, { screen }) => {
    await later(screen, 13);
    await screen.go('#/people');
    await screen.go('#/event');
    await screen.shows(/^Still there\?/);
    await keys.page.getByRole('main').focus();
    await keys.to(/^Yes, still there/);
    await keys.press('Enter');
    await screen.page.getByText(/^Still there\?/).waitFor({ state: 'hidden' });
    await keys.look('said');
    await later(screen, 0);
  },
  'to wrap up, and to end it': async (keys, { screen }) => {
    await screen.go('#/');
    await write(keys, screen, 'Ōe Haruka, restores lacquer');
    await wrapUp(keys, screen, '2 people here');
    await keys.to(/^In your own words/);
    await keys.type('Everybody does.');
    await keys.to(/^Not tonight for Dana/);
    await keys.press('Enter');
    await screen.shows('Not tonight.');
    await keys.look('left for another day');
    if ((await screen.page.getByRole('button', { name: /^Write it down for Dana/ }).count()) > 0) {
      throw new Error('it is proposed still');
    }
    await keys.to(/^Something else for Dana/);
    await keys.press('Enter');
    const dana = screen.page.getByRole('button', { name: /^Write it down for Dana/ });
    const next = screen.page.getByRole('link', { name: 'Ōe Haruka', exact: true });
    const before = await next.boundingBox();
    await keys.to(/^Write it down for Dana/);
    // Both come in one turn, before anything can be drawn.
    await dana.evaluate((button) => {
      button.click();
      button.click();
    });
    await screen.shows('Help with: brake shoes');
    await dana.waitFor({ state: 'hidden' });
    await keys.look('written down');
    const { open } = await person(screen, 'Dana');
    const times = open.filter(({ what }) => what === 'Help with: brake shoes').length;
    const after = await next.boundingBox();
    if (times !== 1 || after.y !== before.y) {
      throw new Error(`it stands there ${times} times, and the next row went from ${before.y} to ${after.y}`);
    }
    await keys.to(/^Something else for Ōe/);
    await keys.press('Enter');
    await keys.isOn(/^One thing you could do for Ōe/);
    await keys.type('send the lacquer recipe');
    await eventually('both are kept', 5000, async () => {
      const kept = await screen.page.evaluate(keptDrafts);
      return kept.includes('Everybody does.') && kept.includes('send the lacquer recipe');
    });
    await screen.page.reload();
    await view(screen, 'What did you learn?');
    await screen.page.getByRole('textbox', { name: /^One thing you could do for Ōe/ }).waitFor();
    await keys.page.getByRole('main').focus();
    await keys.to(/^In your own words/);
    await keys.to(/^One thing you could do for Ōe/);
    await endEvent(keys, screen);
    await keys.look('ended');
    await screen.page.getByText('Everybody does.').waitFor();
    const haruka = await person(screen, 'Haruka');
    if (haruka.open.map(({ what }) => what).join() !== 'send the lacquer recipe') {
      throw new Error(`what was typed has become ${JSON.stringify(haruka.open)}`);
    }
    await eventually('nothing is kept of it', 5000, async () => {
      const kept = await screen.page.evaluate(keptDrafts);
      return kept.length === 0;
    });
  },
  'to enter an event again that is over, and to leave it': async (keys, { screen }) => {
    await keys.to(/^Add people/);
    await keys.press('Enter');
    await screen.shows('You are adding people to it.');
    await keys.look('entered again');
    await write(keys, screen, 'Bartholomäus Übel, carves figureheads');
    await wrapUp(keys, screen, '3 people here');
    await endEvent(keys, screen);
    await keys.look('left');
  },
};
