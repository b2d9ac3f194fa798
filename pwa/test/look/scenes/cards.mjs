// Cards: theirs by every way, mine, and the screen for somebody else's hand.

import { cardPhoto } from '../../photo.mjs';
import { answers } from '../answers.mjs';
import { Booth } from '../booth.mjs';

/** A camera that sees a moving shape and no code. */
const seesNoCode = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const button = (screen, name) => screen.page.getByRole('button', { name });

/** Somebody's card as text, by the sheet for that. */
async function paste(screen, words) {
  await button(screen, 'Paste').click();
  await screen.page.getByRole('dialog').getByRole('textbox').fill(words);
  await button(screen, 'Read it').click();
}

export async function theirs(booth, screen) {
  await screen.go('#/cards');
  await screen.shows('Mingle may not use the camera');
  await booth.show(screen, 'cards-no-camera', { tall: true });
  await button(screen, 'Paste').click();
  await booth.show(screen, 'cards-paste');
  await screen.page.keyboard.press('Escape');
  await paste(
    screen,
    'MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@correio.example;ORG:Faro Pilots;TITLE:Harbour pilot;;',
  );
  await screen.shows('Inês Çelik');
  await booth.show(screen, 'cards-new');
  await button(screen, /^Save$/).click();
  await screen.shows(/Inês Çelik is saved/);
  await booth.show(screen, 'cards-saved');
  await button(screen, 'Scan the next').click();
  await paste(screen, 'MECARD:N:Inês Çelik;TEL:+351 910 000 000;;');
  await screen.shows('is in your journal already');
  await booth.show(screen, 'cards-known');
  await button(screen, 'Not now').click();
  await paste(screen, 'MECARD:N:Bo Lindqvist;EMAIL:ines@correio.example;;');
  await screen.shows('Or do you know them already?');
  await booth.show(screen, 'cards-maybe', { tall: true });
  await button(screen, 'Not now').click();
  await paste(screen, 'https://www.linkedin.com/in/kwame-asante-7b2');
  await screen.shows('What are they called?');
  await booth.show(screen, 'cards-reach');
  await button(screen, 'Not now').click();
  // As a letter to all of a choir has them.
  const choir = Array.from({ length: 1200 }, (_, voice) => `voice-${voice}@choir.example`);
  await paste(screen, `mailto:${choir.join(',')}`);
  await screen.shows('And 1,192 more, all of one person?');
  await button(screen, /^Save$/).scrollIntoViewIfNeeded();
  await booth.show(screen, 'cards-many-ways');
  await button(screen, 'Not now').click();
  await paste(screen, 'https://tram-museum.example/visitors?from=card');
  await screen.shows('Open it');
  await booth.show(screen, 'cards-link');
  await button(screen, 'Not now').click();
  await paste(screen, 'Table 12, ask for Dana. She keeps a tram running.');
  await screen.shows('Words, and nobody’s card');
  await booth.show(screen, 'cards-words');
  await button(screen, 'Not now').click();
  const card = (name) => `BEGIN:VCARD\nVERSION:4.0\nFN:${name}\nEND:VCARD\n`;
  await paste(screen, ['Dana Ben-David', 'عمر الفاروق', '美咲'].map(card).join(''));
  await screen.shows('3 people');
  await booth.show(screen, 'cards-people');
  await button(screen, 'Not now').click();
}

export async function handed(booth, screen) {
  const { page } = screen;
  await screen.go('#/cards');
  await button(screen, /^They type it/).click();
  await screen.shows('Good to meet you!');
  await booth.show(screen, 'handed', { tall: true });
  await page.getByLabel('Your name, as you spell it').fill('Wolfeschlegelsteinhausenbergerdorff-Übermüth');
  await page.getByLabel('One way to reach you').fill('+351 910 000 000');
  await booth.show(screen, 'handed-typed');
  await button(screen, 'Done').click();
  await screen.shows('It is kept.');
  await booth.show(screen, 'handed-thanks');
  await button(screen, 'This phone is mine').focus();
  await page.keyboard.down('Enter');
  await screen.shows('They typed');
  await page.keyboard.up('Enter');
  await screen.shows('Or do you know them already?');
  await booth.show(screen, 'cards-typed', { tall: true });
  await button(screen, 'Throw away').click();
  await screen.shows('Mingle may not use the camera');
}

export async function mine(booth, screen) {
  const { page } = screen;
  await screen.go('#/cards/mine');
  await screen.shows('What should people get from you?');
  await booth.show(screen, 'mine-empty');
  await button(screen, 'Make my card').click();
  await page.getByLabel('Name', { exact: true }).fill('Þóra Sigurðardóttir');
  await page.getByLabel('Role').fill('Harbour pilot');
  await page.getByLabel('Where I work or belong').fill('Höfnin í Hafnarfirði');
  await page.getByLabel('Number').fill('+354 555 0101');
  await page.getByLabel('Mail address').fill('thora@hofnin.example');
  await page.getByLabel('Link').fill('https://hofnin.example/thora');
  await booth.show(screen, 'mine-edit', { tall: true });
  await button(screen, /^Save$/).click();
  await page.getByRole('img', { name: 'My card as a QR code' }).waitFor();
  await booth.show(screen, 'mine');
  await screen.go('#/cards');
}

/** A paper card: its photo before it is kept, on the person, whole, and what all of them take. */
export async function photographed(booth, screen) {
  const { page } = screen;
  await screen.go('#/cards');
  const buffer = await cardPhoto(page, 'MECARD:N:Żak,Łucja;TEL:+48601234567;EMAIL:lucja@latarnia.example;;');
  const file = { name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer };
  await page.getByLabel('A photo of their card').setInputFiles(file);
  await page.getByRole('img', { name: 'The photo of their card' }).waitFor();
  await booth.show(screen, 'cards-photo', { tall: true });
  await button(screen, 'Keep the photo').click();
  await booth.show(screen, 'cards-photo-left-out');
  await button(screen, 'Keep the photo').click();
  await button(screen, /^Save$/).click();
  await screen.shows(/Łucja Żak is saved/);
  await page.getByRole('main').getByRole('link', { name: 'Łucja Żak' }).click();
  const small = button(screen, /^Photo, /);
  await small.getByRole('img').waitFor();
  await small.scrollIntoViewIfNeeded();
  await booth.show(screen, 'person-photos', { tall: true });
  await small.click();
  await page.getByRole('dialog').getByRole('img').waitFor();
  await booth.show(screen, 'person-photo');
  await page.keyboard.press('Escape');
  await elsewhere(booth, screen);
  await screen.go('#/devices');
  await screen.shows(/Photos and files take/);
  await page.getByText(/Photos and files take/).scrollIntoViewIfNeeded();
  await booth.show(screen, 'devices-photos');
}

/** Fails unless these buttons can be seen whole, without scrolling. */
async function inSight(screen, ...names) {
  const { height } = screen.page.viewportSize();
  for (const name of names) {
    const box = await button(screen, name).boundingBox();
    if (box.y < 0 || box.y + box.height > height) {
      throw new Error(`'${name}' is at ${box.y} to ${box.y + box.height}, and what can be seen ends at ${height}`);
    }
  }
}

/** The screen for them on its side, and above a keyboard. */
async function handedTurned(booth, screen) {
  const { page } = screen;
  await screen.go('#/cards');
  await button(screen, /^They type it/).click();
  await screen.shows('Good to meet you!');
  const mine = /^This phone is mine/;
  await page.setViewportSize({ width: 844, height: 390 });
  await inSight(screen, 'Done', mine);
  await booth.show(screen, 'side-handed');
  await page.setViewportSize({ width: 844, height: 200 });
  await inSight(screen, 'Done');
  await booth.show(screen, 'side-handed-keyboard');
  await page.setViewportSize({ width: 390, height: 450 });
  await inSight(screen, 'Done');
  await booth.show(screen, 'handed-keyboard');
  await page.setViewportSize({ width: 390, height: 844 });
  await takeBack(screen);
}

async function takeBack(screen) {
  await button(screen, /^This phone is mine/).focus();
  await screen.page.keyboard.down('Enter');
  // What was left of a card is there again.
  await button(screen, /^This phone is mine/).waitFor({ state: 'hidden' });
  await screen.page.keyboard.up('Enter');
}

/** A photo whose bytes are on another device alone: of it nothing is said that holds for what is here. */
async function elsewhere(booth, screen) {
  const { page } = screen;
  const here = page.url();
  const end = await answers(screen, (told) => {
    const away = (row) => ({ ...row, here: false, held_on: [] });
    return told?.attachments === undefined ? told : { ...told, attachments: told.attachments.map(away) };
  });
  await screen.go('#/people');
  await page.getByRole('searchbox').waitFor();
  await page.goto(here);
  await button(screen, /^Photo, /).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText(/Taken|kB/).waitFor();
  // The bytes are asked for only where they are.
  await booth.show(screen, 'person-photo-elsewhere');
  const words = await sheet.textContent();
  if (/Only on|Only in|On \d+ devices/.test(words)) {
    throw new Error(`of a photo that is elsewhere it says: ${words}`);
  }
  await end();
  await page.keyboard.press('Escape');
}

/** What the camera sees, in a browser of its own that has one: on a small screen, with large words, and on its side. */
export async function scanning(origin, folder) {
  const booth = await Booth.create('phone', origin, folder);
  try {
    await booth.start(seesNoCode);
    const screen = await booth.open('#/cards');
    const { page } = screen;
    const shutter = button(screen, 'Photo of their card');
    await shutter.waitFor();
    const sizes = { camera: [390, 844], 'narrow-camera': [320, 568], 'side-camera': [844, 390] };
    for (const [name, [width, height]] of Object.entries(sizes)) {
      await page.setViewportSize({ width, height });
      await booth.show(screen, name);
      await isInSight(booth, page, name);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.addStyleTag({ content: 'html { zoom: 2 }' });
    await booth.show(screen, 'large-camera', { tall: true });
    await isInSight(booth, page, 'large-camera');
    await booth.leave();
  } finally {
    await booth.end();
  }
  return booth;
}

/** What the camera sees is above the bar, large enough for a card, and nothing to be tapped lies in the frame for the code. */
async function isInSight(booth, page, name) {
  const box = (selector) => page.locator(selector).boundingBox();
  const [video, frame, shutter, bar] = await Promise.all(['video', '.frame', '.shutter', '.bar'].map(box));
  const zoom = name.startsWith('large') ? 2 : 1;
  const isOver =
    shutter.x < frame.x + frame.width &&
    shutter.x + shutter.width > frame.x &&
    shutter.y < frame.y + frame.height &&
    shutter.y + shutter.height > frame.y;
  const seen = Math.min(video.y + video.height, bar.y) - Math.max(video.y, 0);
  if (isOver || seen < 150 * zoom || frame.y + frame.height > bar.y) {
    booth.found.push(
      `${name}: of what the camera sees ${seen} px are seen: ${JSON.stringify({ frame, shutter, bar })}`,
    );
  }
}

/** With words of twice the size, and on its side. */
export async function turned(booth, screen) {
  const { page } = screen;
  const views = { theirs: '#/cards', mine: '#/cards/mine' };
  await page.setViewportSize({ width: 844, height: 390 });
  for (const [name, hash] of Object.entries(views)) {
    await screen.go(hash);
    await page.getByRole('heading', { level: 1 }).last().waitFor();
    await booth.show(screen, `side-cards-${name}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await handedTurned(booth, screen);
  const style = await page.addStyleTag({ content: 'html { zoom: 2 }' });
  for (const [name, hash] of Object.entries(views)) {
    await screen.go(hash);
    await page.getByRole('heading', { level: 1 }).last().waitFor();
    await booth.show(screen, `large-cards-${name}`, { tall: true });
  }
  await screen.go('#/cards');
  await button(screen, /^They type it/).click();
  await screen.shows('Good to meet you!');
  await booth.show(screen, 'large-handed', { tall: true });
  await button(screen, 'Done').click();
  await screen.shows('Your name first, please.');
  await booth.show(screen, 'large-handed-nameless');
  await takeBack(screen);
  await style.evaluate((element) => element.remove());
}
