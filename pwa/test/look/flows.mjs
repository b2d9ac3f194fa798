// What one does with Mingle, by keys.

import { eventually } from '../eventually.mjs';
import { cards } from './cardFlows.mjs';
import { door } from './doorFlows.mjs';
import { gathering } from './gatheringFlows.mjs';
import { handed } from './handedFlows.mjs';
import { fill } from './journal.mjs';
import { later } from './laterFlows.mjs';
import { pairing } from './pairingFlows.mjs';
import { shared } from './sharedFlows.mjs';
import { slips } from './slipFlows.mjs';

const ana = 'Ana Ruiz @ Acme, needs a storage engineer, call her fri';

const shut = (screen) => screen.page.getByRole('dialog').waitFor({ state: 'hidden' });
const people = (screen, words) => screen.ask('find', words, 10);

async function begin(keys, screen, name = 'Write down whom you met') {
  await keys.page.keyboard.press('Escape');
  await keys.page.keyboard.press('n');
  await keys.isOn(new RegExp(name));
  await screen.has('');
}

/** Runs in the page: what is not taken now is known again from what is not taken later. */
function markAlerts() {
  for (const alert of document.querySelectorAll('[role=alert]')) {
    alert.dataset.marked = '';
  }
}

/** Runs in the page: the lines that were not taken since. */
function unmarkedAlerts() {
  return [...document.querySelectorAll('[role=alert]:not([data-marked])')].map(({ ariaLabel }) => ariaLabel);
}

export const flows = {
  'to write the first person down, with one part as plain words': async (keys, { screen }) => {
    await keys.page.keyboard.press('n');
    await keys.look('n');
    await keys.isOn(/^Write down whom you met/);
    await keys.type(ana);
    await screen.page.getByRole('list', { name: 'Understood' }).waitFor();
    const chip = await keys.to(/storage engineer/, { back: true });
    await keys.press('Space');
    await keys.isOn(/storage engineer/);
    await screen.page.getByRole('button', { name: chip.name, pressed: false }).waitFor();
    await keys.to(/^Save/);
    await keys.press('Enter');
    await keys.isOn(/^Write down whom you met/);
    await screen.has('');
    await screen.page.getByRole('link', { name: 'Open' }).waitFor();
    const [found] = await people(screen, 'Ana Ruiz');
    const { contact } = await screen.ask('person', found.id);
    if (contact.org !== 'Acme' || Object.keys(contact.needs).length > 0) {
      throw new Error(`written down: ${JSON.stringify(contact)}`);
    }
  },
  'to take back what was written down': async (keys, { screen }) => {
    await keys.to(/^Undo/, { back: true });
    await keys.press('Enter');
    await keys.isOn(/^Write down whom you met/);
    await screen.shows('Taken back.');
    await eventually('nobody is there', 5000, async () => (await people(screen, 'Ana Ruiz')).length === 0);
    await keys.press('Escape');
  },
  'to try one of two lines again that were not taken': async (keys, { screen }) => {
    const [one, other] = ['had a long evening?', 'what a view!'];
    await begin(keys, screen);
    for (const words of [one, other]) {
      await keys.type(words);
      await keys.press('Enter');
      await screen.page.getByRole('alert', { name: words }).waitFor();
    }
    await keys.page.evaluate(markAlerts);
    await keys.to(new RegExp(`^Try again: ${other.slice(0, -1)}`), { back: true });
    await keys.press('Enter');
    await keys.isOn(/^Write down whom you met/);
    await eventually('it is refused anew', 5000, async () =>
      (await keys.page.evaluate(unmarkedAlerts)).includes(other),
    );
    const tried = await keys.page.evaluate(unmarkedAlerts);
    if (tried.join() !== other) {
      throw new Error(`tried again: ${tried.join(' | ')}`);
    }
    for (const words of [other, one]) {
      await keys.to(new RegExp(`^Discard: ${words.slice(0, -1)}`), { back: true });
      await keys.press('Enter');
      await keys.isOn(/^Write down whom you met/);
    }
  },
  'to choose whom a line means, and another day': async (keys, known) => {
    const { screen } = known;
    known.people = await fill(screen);
    await begin(keys, screen);
    await keys.type('Bo Li, brought saffron, call him fri');
    await screen.shows('Someone new');
    await keys.to(/^Someone new/, { back: true });
    await keys.press('Enter');
    await keys.isOn(/^Someone new/);
    await keys.to(/\d+ \w+|Fri/);
    await keys.press('Enter');
    await keys.to(/^Tomorrow/);
    await keys.press('Enter');
    await shut(screen);
    await keys.look('the sheet is shut');
    await screen.has('Bo Li, brought saffron, call him tomorrow');
    await keys.to(/^Write down whom you met/);
    await keys.press('Enter');
    await screen.has('');
    await eventually('there are two of them', 5000, async () => {
      const found = await people(screen, 'Bo Li');
      return found.filter(({ kind, title }) => kind === 'contact' && title === 'Bo Li').length === 2;
    });
    await keys.to(/^Undo/, { back: true });
    await keys.press('Enter');
    await keys.isOn(/^Write down whom you met/);
  },
  'to tick a move off, to undo it, and to put it off': async (keys, { screen }) => {
    await keys.press('Escape');
    await keys.press('m');
    await screen.shows('What you promised');
    const done = await keys.to(/^Done: /);
    await keys.press('Space');
    await keys.look('done');
    await screen.page.getByRole('button', { name: done.name, pressed: true }).waitFor();
    await keys.to(/^Undo$/);
    await keys.press('Enter');
    await screen.shows('Undone.');
    await keys.look('undone');
    await keys.press('Enter');
    await keys.isOn(/^the view/);
    const off = await keys.to(/^Put off: /);
    await keys.press('Enter');
    await keys.to(/^In two weeks/);
    await keys.press('Enter');
    await shut(screen);
    await keys.isOn(new RegExp(off.name));
  },
  'to change a move': async (keys, { screen }) => {
    const move = await keys.to(/Zoë/);
    await keys.press('Enter');
    await screen.page.getByRole('dialog').waitFor();
    await keys.to(/^Note/);
    await keys.type('at the harbour');
    await keys.to(/^Save/);
    await keys.press('Enter');
    await shut(screen);
    await keys.isOn(new RegExp(move.name.split(' ')[0]));
  },
  'to search, and to open what was found': async (keys, { screen, isWide }) => {
    await keys.press('/');
    await keys.isOn(/^Search/);
    await keys.type('sigur');
    await screen.page.getByRole('link', { name: /Þóra/ }).first().waitFor();
    await keys.press('ArrowDown');
    await keys.isOn(/Þóra/);
    await keys.press('Enter');
    await screen.page.getByRole('heading', { level: 1, name: /Þóra/ }).waitFor();
    await keys.look('opened');
    if (isWide) {
      await keys.press('/');
      await keys.isOn(/^Search/);
      await keys.press('Escape');
      await keys.press('Escape');
    }
  },
  'to see those with a tag': async (keys, { screen, isWide }) => {
    const here = screen.page.url();
    await keys.press('/');
    await keys.isOn(/^Search/);
    if (!isWide) {
      // What was searched before still stands there.
      await keys.press('Escape');
    }
    await keys.to(/^All tags/);
    await keys.press('Enter');
    await keys.to(/^kites/);
    await keys.press('Enter');
    await shut(screen);
    await eventually('only those are there', 5000, async () => (await screen.page.locator('[data-row]').count()) === 1);
    await keys.look('chosen');
    await keys.to(/^kites/, { back: isWide });
    await keys.press('Enter');
    await eventually('all are there', 5000, async () => (await screen.page.locator('[data-row]').count()) > 1);
    await keys.look('all');
    await screen.page.goto(here);
  },
  'to change what is known of a person': async (keys, { screen }) => {
    await keys.to(/^Edit/);
    await keys.press('Enter');
    await keys.to(/story/i);
    await keys.type('Grew up below a lighthouse.');
    await keys.to(/^Save/);
    await keys.press('Enter');
    await shut(screen);
    await screen.shows('Grew up below a lighthouse.');
    await keys.isOn(/^Edit/);
  },
  'to finish a line about someone elsewhere, after which a line is about nobody': async (keys, { screen }) => {
    const here = screen.page.url();
    const about = (name) => screen.page.getByRole('button', { name: `About ${name}` });
    await keys.press('n');
    await keys.type('keeps');
    await about('Þóra').waitFor();
    await screen.go('#/');
    await keys.isOn(/^the view/);
    await keys.press('n');
    await keys.press('End');
    await keys.type(' bees');
    await about('Þóra').waitFor();
    await keys.press('Enter');
    await screen.has('');
    await screen.shows(/Þóra/);
    await keys.type('Iluka @ Nordwind');
    await screen.page.getByRole('list', { name: 'Understood' }).waitFor();
    if (await about('').isVisible()) {
      throw new Error(`it is ${await about('').textContent()}`);
    }
    await screen.line.fill('');
    await screen.page.goto(here);
    await keys.press('Escape');
  },
  'to say hello, with a coffee': async (keys, { screen }) => {
    await keys.to(/^Say hello/, { back: true });
    await keys.press('Enter');
    await keys.to(/lunch|Thu|Fri|Tue|after work/);
    await keys.press('Enter');
    await screen.shows(/Proposed until/);
    await keys.look('proposed');
    await keys.to(/^Done/);
    await keys.press('Enter');
    await shut(screen);
    await keys.isOn(/^Say hello/);
    await keys.to(/^Undo/);
    await keys.press('Enter');
    await screen.shows('Undone.');
    await keys.press('Enter');
  },
  'to put a person away, and to bring them back': async (keys, { screen }) => {
    await keys.to(/^Put away/);
    await keys.press('Enter');
    await screen.shows(/is put away/);
    await keys.look('put away');
    await keys.to(/^Undo/);
    await keys.press('Enter');
    await screen.page.getByRole('button', { name: 'Say hello' }).waitFor();
    await keys.look('brought back');
  },
  'to forget a person for good': async (keys, { screen, people: all }) => {
    await screen.go(`#/person/${all.Suharto}`);
    await screen.page.getByRole('heading', { level: 1, name: 'Suharto' }).waitFor();
    await keys.to(/^Forget for good/);
    await keys.press('Enter');
    await keys.to(/^Forget for good/);
    await keys.press('Enter');
    await shut(screen);
    await keys.look('forgotten');
    await eventually('he is gone', 5000, async () => (await people(screen, 'Suharto')).length === 0);
  },
  ...gathering,
  ...door,
  'to bring contacts in, and to give a device a name': async (keys, { screen }) => {
    // Asked for early: the browser has to know that no window of its own is wanted.
    const chooser = screen.page.waitForEvent('filechooser');
    await keys.press('d');
    await screen.shows('Your devices');
    await keys.to(/^Rename/);
    await keys.press('Enter');
    await keys.isOn(/^Name/);
    await keys.page.keyboard.press('Control+A');
    await keys.type('Harbour phone');
    await keys.press('Enter');
    await shut(screen);
    await screen.shows('Harbour phone');
    await keys.isOn(/^Rename/);
    await keys.to(/^Choose a file/);
    await keys.press('Enter');
    await chooser;
    await keys.isOn(/^Choose a file/);
  },
  'to revoke a device, after a second thought': async (keys, { screen }) => {
    await keys.press('g');
    await screen.shows('Going somewhere?');
    await screen.ask('add_device', `${'m'.repeat(51)}g`, 'Lost phone', 'phone');
    await keys.press('d');
    await screen.shows('Lost phone');
    await keys.to(/^Revoke Lost phone/);
    await keys.press('Enter');
    await screen.shows(/is refused from now on/);
    await keys.to(/^Keep Lost phone/);
    await keys.press('Enter');
    await shut(screen);
    await keys.isOn(/^Revoke Lost phone/);
    await keys.press('Enter');
    await keys.to(/^Revoke$/);
    await keys.press('Enter');
    await shut(screen);
    await screen.shows('Lost phone is revoked.');
    await keys.look('revoked');
    await keys.isOn(/^the view/);
  },
  ...pairing,
  ...cards,
  ...handed,
  ...slips,
  ...shared,
  ...later,
  'to see the keys': async (keys, { screen }) => {
    await keys.press('?');
    await screen.shows('These keys');
    await keys.press('Escape');
    await shut(screen);
    await keys.look('shut');
    await keys.press('g');
    await screen.shows('Going somewhere?');
  },
  'to take the journal to a second window': async (keys, { booth, screen }) => {
    const second = await booth.open();
    const there = new keys.constructor(second.page);
    await second.shows('Mingle is open in another window');
    await there.to(/^Use it here/);
    await there.press('Enter');
    await second.shows('Going somewhere?');
    await there.look('taken over');
    await screen.shows('Mingle is open in another window');
    await second.page.close();
  },
};
