// Somebody's card, and one's own, by keys.

import { eventually } from '../eventually.mjs';
import { cardPhoto } from '../photo.mjs';
import { answers } from './answers.mjs';
import { keptDrafts } from './gatheringFlows.mjs';
import { writeDown } from './journal.mjs';
import { Keyboard } from './keyboard.mjs';

const shut = (screen) => screen.page.getByRole('dialog').waitFor({ state: 'hidden' });

async function paste(keys, screen, words) {
  await keys.to(/^Paste/);
  await keys.press('Enter');
  await keys.to(/^A contact/);
  await keys.type(words);
  await keys.to(/^Read it/);
  await keys.press('Enter');
  await screen.shows('What are they called?');
}

/** A card as text, and then a card as it is read. */
async function read(keys, screen, words) {
  await keys.to(/^Paste/);
  await keys.press('Enter');
  await keys.to(/^A contact/);
  // As the clipboard brings it, in one piece.
  await screen.page.keyboard.insertText(words);
  await keys.to(/^Read it/);
  await keys.press('Enter');
}

/** A coffee with whoever was just saved: before goodbye, while the card is still on the screen. */
async function coffee(keys, screen) {
  await keys.to(/^Coffee/);
  await keys.press('Enter');
  await keys.to(/lunch/);
  await keys.press('Enter');
  await screen.shows(/Proposed until/);
  await keys.to(/^Done/);
  await keys.press('Enter');
  await shut(screen);
  await keys.isOn(/^Coffee/);
  const [{ id }] = await screen.ask('find', 'Solveig', 10);
  const { open } = await screen.ask('person', id);
  if (open.length !== 1 || open[0].sort !== 'coffee') {
    throw new Error(`of a coffee there is ${JSON.stringify(open)}`);
  }
}

/** Runs in the page: whether a photo of a card is kept with its small one. */
const hasPhoto = async () => (await (await caches.open('card')).keys()).length === 2;

/** Fails unless nothing waits for another life of the page. */
async function isLeftNoMore({ page }) {
  await eventually('nothing of it waits any more', 5000, async () => {
    const kept = await page.evaluate(keptDrafts);
    return !/https|Tove|Liv/.test(kept) && !(await page.evaluate(hasPhoto));
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Their card' }).waitFor();
  await page.getByRole('button', { name: 'Paste' }).waitFor();
}

const strangeLeft = {
  'no JSON': '{"read":',
  'what has no shape': '{"read":{"is":"card","card":{}}}',
  'what has another shape': '{"shape":0,"read":{"is":"card","card":{}}}',
  'what cannot be drawn': '{"shape":1,"read":{"is":"card","card":{"ticket":"x"}}}',
};

/** Runs in the page: leaves these words as what was read of a card. */
async function leave(words) {
  const { result: database } = await new Promise((resolve, reject) => {
    const request = indexedDB.open('mingle-page');
    Object.assign(request, { onsuccess: () => resolve(request), onerror: () => reject(request.error) });
  });
  const writing = database.transaction('draft', 'readwrite', { durability: 'strict' });
  writing.objectStore('draft').put(words, 'of card');
  await new Promise((resolve) => Object.assign(writing, { oncomplete: resolve }));
  database.close();
}

const sameTwice = [
  'BEGIN:VCARD\nVERSION:4.0\nFN:Ngaio Tūhoe\nTEL:4915112345678\nURL:4915112345678',
  'EMAIL:ngaio@ferry.example\nIMPP:ngaio@ferry.example\nEND:VCARD\n',
].join('\n');

export const cards = {
  'to read a card that has one word in two ways, and to open that person': async (keys, { screen }) => {
    const { page } = screen;
    await keys.press('c');
    await page.getByRole('heading', { name: 'Their card' }).waitFor();
    await read(keys, screen, sameTwice);
    await page.getByRole('heading', { name: 'Ngaio Tūhoe' }).waitFor();
    await keys.to(/^Save/);
    await keys.press('Enter');
    await screen.shows(/Ngaio Tūhoe is saved/);
    const [{ id }] = await screen.ask('find', 'Ngaio', 5);
    await screen.go(`#/person/${id}`);
    await page.getByRole('heading', { level: 1, name: 'Ngaio Tūhoe' }).waitFor();
    const ways = await page.getByRole('region', { name: 'Ways to reach them' }).getByRole('listitem').count();
    if (ways !== 4) {
      throw new Error(`${ways} ways are shown`);
    }
    await screen.go('#/');
    await page.getByRole('main').focus();
  },
  'to be told of a screen that broke off, and to go on from it': async (keys, { booth, screen }) => {
    const { page } = screen;
    const { id } = await writeDown(screen, 'Ngaio Rua, mends nets');
    const before = booth.found.length;
    const end = await answers(screen, (told) =>
      told?.contact && told.name ? { ...told, contact: { deleted: null } } : told,
    );
    await screen.go(`#/person/${id}`);
    await page.getByRole('heading', { name: 'This screen broke off' }).waitFor();
    await end();
    await keys.to(/^Try again/);
    await screen.go('#/people');
    await page.getByRole('searchbox').waitFor();
    await screen.go(`#/person/${id}`);
    await page.getByRole('heading', { level: 1, name: 'Ngaio Rua' }).waitFor();
    // It is no secret that it broke off.
    if (booth.found.splice(before).length === 0) {
      throw new Error('nobody was told of it');
    }
    await screen.go('#/');
    await page.getByRole('main').focus();
  },
  'to keep a card, and to log a talk with whom it is known': async (keys, { screen }) => {
    await keys.press('c');
    await screen.page.getByRole('heading', { name: 'Their card' }).waitFor();
    await paste(keys, screen, 'tel:+4755501999');
    await keys.to(/^What are they called/);
    await keys.type('Solveig Haugen');
    await keys.to(/^Save/);
    await keys.press('Enter');
    await screen.shows(/Solveig Haugen is saved/);
    await keys.look('saved');
    await coffee(keys, screen);
    await keys.to(/^Scan the next/);
    await keys.press('Enter');
    await keys.isOn(/^the view/);
    await paste(keys, screen, '+47 555 01 999');
    await screen.shows('is in your journal already');
    if ((await screen.page.locator('[data-said]').getByRole('button', { name: 'Undo' }).count()) > 0) {
      throw new Error('below this card stands the undo of whoever was saved before');
    }
    await keys.to(/^Log this talk with Solveig/);
    await keys.press('Enter');
    await screen.shows(/Talk with Solveig Haugen logged/);
    const [{ id }] = await screen.ask('find', 'Solveig', 10);
    const { interactions } = await screen.ask('person', id);
    if (interactions.length !== 2) {
      throw new Error(`there are ${interactions.length} talks`);
    }
    await keys.to(/^Scan the next/);
    await keys.press('Enter');
  },
  'to be told what helps where a pasted card is cut off': async (keys, { screen }) => {
    await read(keys, screen, 'BEGIN:VCARD\nVERSION:3.0\nFN:Cut Off\n');
    await screen.shows(/Copy all of it, from BEGIN to END/);
    if (await screen.page.getByText(/nearer and straight|Scan again/).count()) {
      throw new Error('it is told of as if a camera had seen it');
    }
    await keys.to(/^Try again/);
    await keys.press('Enter');
    await keys.isOn(/^the view/);
  },
  'to save several people at an event, and to take all of them back': async (keys, { screen }) => {
    const plan = { name: 'Quay Night', place: 'Hall 2', goal: '', hoped: [], brought: [] };
    const { id: event } = await screen.ask('start_event', plan);
    await screen.go('#/cards');
    await screen.page.getByRole('heading', { name: 'Their card' }).waitFor();
    await screen.page.getByRole('main').focus();
    const card = (name, role) => `BEGIN:VCARD\nVERSION:4.0\nFN:${name}\nTITLE:${role}\nEND:VCARD\n`;
    await read(keys, screen, card('Ilse Ångström', 'Rigger') + card('עמית כהן', 'Welder'));
    await screen.shows('2 people');
    await keys.to(/^Save all/);
    await keys.press('Enter');
    await screen.shows('2 people saved at Quay Night.');
    await keys.isOn(/^the view/);
    for (const [name, role] of [
      ['Ilse Ångström', 'Rigger'],
      ['עמית כהן', 'Welder'],
    ]) {
      const [{ id }] = await screen.ask('find', name, 5);
      const { contact, interactions } = await screen.ask('person', id);
      if (contact.met_event !== event || interactions.length !== 1 || contact.role !== role) {
        throw new Error(`of ${name} there is ${JSON.stringify({ contact, interactions })}`);
      }
    }
    await screen.page.locator('[data-said]').getByRole('button', { name: 'Undo' }).click();
    await screen.shows('Undone.');
    const left = [...(await screen.ask('find', 'Ångström', 5)), ...(await screen.ask('find', 'עמית', 5))];
    if (left.length > 0) {
      throw new Error(`there is still ${JSON.stringify(left)}`);
    }
    await screen.ask('finish_event', event, '');
    await screen.page.getByRole('main').focus();
  },
  'to have a card after a reload as it was read, with the name that was typed at it': async (keys, { screen }) => {
    const { page } = screen;
    await screen.go('#/cards');
    await page.getByRole('heading', { name: 'Their card' }).waitFor();
    await page.getByRole('main').focus();
    await paste(keys, screen, 'https://www.linkedin.com/in/tove-sol-77');
    await keys.to(/^What are they called/);
    await keys.type('Tove Sól');
    await eventually('the name is kept', 5000, async () => (await page.evaluate(keptDrafts)).includes('Tove Sól'));
    await page.reload();
    await eventually('it is there again', 5000, async () => {
      return (await page.getByLabel('What are they called?').inputValue()) === 'Tove Sól';
    });
    await screen.shows('https://www.linkedin.com/in/tove-sol-77');
    await page.getByRole('main').focus();
    await keys.to(/^Save/);
    await keys.press('Enter');
    await screen.shows(/Tove Sól is saved/);
    await isLeftNoMore(screen);
    // One who has a name, and what a photo shows.
    const buffer = await cardPhoto(page, 'MECARD:N:Rask,Liv;TEL:+4755501222;;');
    const file = { name: 'IMG_7.jpg', mimeType: 'image/jpeg', buffer };
    await page.getByLabel('A photo of their card').setInputFiles(file);
    await page.getByRole('heading', { name: 'Liv Rask' }).waitFor();
    await eventually('the photo is kept', 5000, () => page.evaluate(hasPhoto));
    await page.reload();
    await page.getByRole('img', { name: 'The photo of their card' }).waitFor();
    await page.getByRole('heading', { name: 'Liv Rask' }).waitFor();
    await page.getByRole('button', { name: /^Save$/ }).click();
    await screen.shows(/Liv Rask is saved/);
    await isLeftNoMore(screen);
    const [{ id }] = await screen.ask('find', 'Liv Rask', 5);
    const { attachments, interactions } = await screen.ask('person', id);
    if (attachments.length !== 1 || interactions.length !== 1) {
      throw new Error(`of the photo there is ${JSON.stringify({ attachments, interactions })}`);
    }
    await page.getByRole('main').focus();
  },
  'to hand the phone over and to take it back by a held key': async (keys, { screen }) => {
    const { page } = screen;
    await keys.to(/^They type it/);
    await keys.press('Enter');
    await screen.shows('Good to meet you!');
    await keys.to(/^Your name/);
    await keys.type('Zoë');
    await keys.press('Enter');
    await keys.isOn(/^One way/);
    await keys.type('zoe@nordwind.example');
    await keys.press('Enter');
    await keys.isOn(/^Thank you/);
    await keys.to(/^This phone is mine/);
    await keys.press('Enter');
    await keys.isOn(/^This phone is mine/);
    await page.keyboard.down('Enter');
    await screen.shows('They typed');
    await page.keyboard.up('Enter');
    await page.getByRole('main').focus();
    await keys.to(/^Throw away/);
    await keys.press('Enter');
    await screen.shows(/is thrown away/);
    await keys.isOn(/^the view/);
    // What the camera, or a text, says next takes nobody's undo away; nor does putting that away.
    await paste(keys, screen, '+47 555 01 888');
    const undo = page.locator('[data-said]').getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await keys.to(/^Not now/);
    await keys.press('Enter');
    await keys.isOn(/^the view/);
    await undo.click();
    await screen.shows('They typed');
    await page.getByRole('main').focus();
    await keys.to(/^Throw away/);
    await keys.press('Enter');
    await screen.shows(/is thrown away/);
  },
  'to go on past what an earlier release has left of a card in another shape': async (_, { booth, screen }) => {
    const { page } = screen;
    for (const [left, words] of Object.entries(strangeLeft)) {
      await page.evaluate(leave, words);
      const before = booth.found.length;
      await page.reload();
      await page.getByRole('button', { name: 'Paste' }).waitFor();
      await eventually(`${left} is let go of`, 5000, async () => (await page.evaluate(keptDrafts)).length === 0);
      const said = await page.getByText('What was read cannot be shown').count();
      // It is no secret that it broke off.
      const found = booth.found.splice(before).length;
      if (said + found !== (left === 'what cannot be drawn' ? 2 : 0)) {
        throw new Error(`of ${left}: told ${said} times, found ${found}`);
      }
    }
    await page.reload();
    await page.getByRole('button', { name: 'Paste' }).waitFor();
    await page.getByRole('main').focus();
  },
  'to have a card that was read in whichever window has the journal, as that window left it': async (
    keys,
    { booth, screen },
  ) => {
    const { page } = screen;
    await screen.go('#/cards');
    await page.getByRole('button', { name: 'Paste' }).waitFor();
    await page.getByRole('main').focus();
    await paste(keys, screen, '+47 555 01 311');
    const other = await booth.open('#/cards');
    await other.page.getByRole('button', { name: 'Use it here' }).click();
    await other.shows('+47 555 01 311');
    await page.getByRole('button', { name: 'Use it here' }).waitFor();
    await other.page.getByRole('button', { name: 'Not now' }).click();
    await paste(new Keyboard(other.page), other, '+47 555 01 322');
    await eventually('it is kept', 5000, async () => (await page.evaluate(keptDrafts)).join().includes('01 322'));
    await page.bringToFront();
    await page.getByRole('button', { name: 'Use it here' }).click();
    await screen.shows('+47 555 01 322');
    await other.page.close();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('button', { name: 'Paste' }).waitFor();
    await page.getByRole('main').focus();
  },
  'to forget somebody with the card that was read and not saved': async (_, { screen }) => {
    const { page } = screen;
    const { id } = await writeDown(screen, 'Runa Vik, +47 555 01 444');
    await screen.go('#/cards');
    const buffer = await cardPhoto(page, 'MECARD:N:Vik,Runa;TEL:+4755501444;;');
    const file = { name: 'IMG_8.jpg', mimeType: 'image/jpeg', buffer };
    await page.getByLabel('A photo of their card').setInputFiles(file);
    await screen.shows(/Runa Vik is in your journal already/);
    await eventually('the photo is kept', 5000, () => page.evaluate(hasPhoto));
    await screen.go(`#/person/${id}`);
    await page.getByRole('button', { name: /^Forget/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget for good' }).click();
    await shut(screen);
    await eventually('nothing of it waits any more', 5000, async () => {
      const kept = await page.evaluate(keptDrafts);
      return !kept.some((words) => words.includes('Runa')) && !(await page.evaluate(hasPhoto));
    });
    await screen.go('#/cards');
    await page.getByRole('button', { name: 'Paste' }).waitFor();
    await page.getByRole('main').focus();
  },
  'to be told who of a file may be there twice, and to bring people in whom one has not met now': async (
    keys,
    { screen },
  ) => {
    const { page } = screen;
    await writeDown(screen, 'Sunniva Lie @ Ferry');
    await screen.go('#/cards');
    await page.getByRole('button', { name: 'Paste' }).waitFor();
    const card = (name, way) => `BEGIN:VCARD\nVERSION:4.0\nFN:${name}\nTEL:${way}\nEND:VCARD\n`;
    const choose = async (...people) => {
      const buffer = Buffer.from(people.join(''));
      await page.getByLabel('A file with their card').setInputFiles({ name: 'a.vcf', mimeType: 'text/vcard', buffer });
    };
    await choose(
      card('Sunniva Lie', '+4755501661'),
      card('Sunniva Lie', '+4755501662'),
      card('Odd Nes', '+4755501663'),
    );
    await screen.shows('3 people');
    await page.getByRole('main').focus();
    await keys.to(/^Save all/);
    await keys.press('Enter');
    await screen.shows(/3 people saved/);
    await screen.shows(/may be there twice: Sunniva Lie/);
    await page.getByRole('link', { name: 'See them in People' }).waitFor();
    await choose(card('Gro Aas', '+4755501664'), card('Ulf Moe', '+4755501665'));
    await screen.shows('2 people');
    await page.getByRole('main').focus();
    await keys.to(/^Bring them in/);
    await keys.press('Enter');
    await screen.shows('2 people new, 0 completed.');
    const [{ id }] = await screen.ask('find', 'Gro Aas', 5);
    const { interactions } = await screen.ask('person', id);
    if (interactions.length > 0) {
      throw new Error('who is brought in is written down as met');
    }
    await page.getByRole('main').focus();
  },
  'to make my card, and to leave it by Escape': async (keys, { screen }) => {
    await keys.to(/^Mine/);
    await keys.press('Enter');
    await screen.shows('What should people get from you?');
    await keys.to(/^Make my card/);
    await keys.press('Enter');
    await keys.to(/^Name/);
    await keys.type('Inês Çelik');
    await keys.to(/^Number/);
    await keys.type('+351 910 000 000');
    await keys.press('Enter');
    await screen.page.getByRole('img', { name: 'My card as a QR code' }).waitFor();
    await keys.isOn(/^Inês Çelik/);
    await keys.press('Escape');
    await shut(screen);
    await screen.page.getByRole('heading', { name: 'Their card' }).waitFor();
    await keys.press('g');
    await screen.shows('Going somewhere?');
  },
  'to be told that there is too much on my card, with what is on it, and to come back from it to Now': async (
    keys,
    { screen },
  ) => {
    const { page } = screen;
    const { heads } = await screen.ask('my_card');
    await screen.ask('edit_my_card', heads, { org: 'Ö'.repeat(1600) });
    await keys.to(/^Show mine/);
    await keys.press('Enter');
    await screen.shows('This is too much for a code.');
    await screen.shows(/^Shorten it/);
    await screen.shows('Inês Çelik');
    await screen.shows(/ÖÖÖÖ/);
    const { heads: now } = await screen.ask('my_card');
    await screen.ask('edit_my_card', now, { org: '' });
    await page.getByRole('img', { name: 'My card as a QR code' }).waitFor();
    await keys.to(/^Back/);
    await keys.press('Enter');
    await shut(screen);
    await screen.shows('Going somewhere?');
  },
};
