// A photo of somebody's paper card: kept with them, upright, with nothing in it but the picture.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refused } from '../camera.mjs';
import { eventually } from '../eventually.mjs';
import { atHome, onceEach } from '../home.mjs';
import { cardPhoto, secret, seen, segments, sides } from '../photo.mjs';

/** What keeps a picture's tables, its size and what its colours mean; anything else says something besides (ITU-T T.81, B.1.1.3). */
const needed = ['e0 JFIF', 'e2 ICC_', 'db', 'c0', 'c2', 'c4', 'dd'];

/** What stands in a JPEG besides its picture. */
const besides = (jpeg) =>
  segments(jpeg).found.filter(([marker, words]) => !needed.includes(marker) && !needed.includes(`${marker} ${words}`));
const inês = 'MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@correio.example;ORG:Faro Pilots;;';
/** A camera that sees a moving shape and no code. */
const sees = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const button = ({ page }, name) => page.getByRole('button', { name });
const photoOfCard = ({ page }) => page.getByRole('img', { name: 'The photo of their card' });

const file = (buffer) => ({ name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer });

/** The photos of somebody on a laptop, all of whose bytes have come. */
function photosOn(device, name, many) {
  return eventually(`${device.name} has ${many} photos of ${name}`, 30_000, async () => {
    const { attachments } = await device.json('show', name);
    const here = attachments.filter((one) => one.here);
    if (attachments.length !== many || here.length !== many) {
      throw new Error(`${attachments.length} photos, ${here.length} of them here`);
    }
    return here;
  });
}

/** The bytes of an attachment as a laptop has them. */
async function bytesOn(device, { id }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingle-photo-'));
  try {
    const to = path.join(folder, 'photo.jpg');
    await device.json('attachment', id, '--out', to);
    return await readFile(to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fails unless a photo is upright, not larger than a screen shows, and says nothing besides. */
async function isClean(page, jpeg) {
  const { behind } = segments(jpeg);
  const strange = besides(jpeg);
  const words = jpeg.toString('latin1');
  const said = ['Exif', 'Farol', secret, 'http', 'IMG_2041'].filter((one) => words.includes(one));
  if (strange.length > 0 || said.length > 0 || behind > 0) {
    throw new Error(`besides the picture there is ${JSON.stringify({ strange, said, behind })}`);
  }
  // Nothing in it says how to turn it: as it is shown is as it is.
  const look = await seen(page, jpeg);
  const wanted = { width: 1200, height: 1600, above: 'red', below: 'blue' };
  if (JSON.stringify(look) !== JSON.stringify(wanted)) {
    throw new Error(`it is ${JSON.stringify(look)}`);
  }
}

/** Saves what is shown under a name, and waits for that to be said. */
async function save(screen, name) {
  await button(screen, /^Save$/).tap();
  await screen.shows(new RegExp(`${name} is saved`));
}

export const stories = [
  {
    name: 'a picture that is being read as one goes elsewhere has been read as one comes back',
    async tell(world) {
      const { screen } = await atHome(world, { more: refused });
      const { page } = screen;
      await screen.go('#/cards');
      const taken = await cardPhoto(page, inês);
      await page.getByLabel('A photo of their card').setInputFiles(file(taken));
      await screen.shows('Reading…');
      await screen.go('#/people');
      await page.getByRole('searchbox').waitFor();
      await screen.go('#/cards');
      await photoOfCard(screen).waitFor();
      await screen.shows('+351910000000');
      await save(screen, 'Inês Çelik');
    },
  },
  {
    name: 'a photo of a paper card is kept upright and without where it was taken, and taken back with its person',
    async tell(world) {
      const { ana, screen } = await atHome(world, { more: refused });
      const { page } = screen;
      await screen.go('#/cards');
      const taken = await cardPhoto(page);
      // As it comes from the camera it lies on its side and tells.
      const before = sides(taken);
      if (before.join('x') !== '2400x1800' || !taken.includes(secret) || !taken.includes('Exif')) {
        throw new Error(`the photo of the test is ${JSON.stringify(before)}`);
      }
      await page.getByLabel('A photo of their card').setInputFiles(file(taken));
      await photoOfCard(screen).waitFor();
      await page.getByLabel('What are they called?').fill('Łucja Żak');
      await save(screen, 'Łucja Żak');
      const [photo] = await photosOn(ana, 'Łucja Żak', 1);
      const kept = await bytesOn(ana, photo);
      await isClean(page, kept);
      if (photo.name !== '' || photo.pixels !== '1200x1600' || photo.size !== kept.length) {
        throw new Error(`it says of itself ${JSON.stringify(photo)}`);
      }
      const [{ id }] = await screen.ask('find', 'Łucja', 5);
      const person = await screen.ask('person', id);
      const small = Buffer.from(Object.values(await screen.ask('attachment_bytes', person.attachments[0].thumbnail)));
      if (small.length > kept.length / 4 || besides(small).length > 0) {
        throw new Error(`the small picture has ${small.length} bytes and ${JSON.stringify(besides(small))}`);
      }
      await button(screen, 'Undo').first().tap();
      await eventually('both are taken back', 20_000, async () => {
        const { contact, attachments } = await ana.json('show', id);
        return contact.deleted !== null && attachments.length === 0;
      });
    },
  },
  {
    name: 'a code in a photo is read, and the photo kept or left out; on the person it opens, goes and comes back',
    async tell(world) {
      const { ana, screen } = await atHome(world, { more: refused });
      const { page } = screen;
      await screen.go('#/cards');
      const withCode = await cardPhoto(page, inês);
      await page.getByLabel('A photo of their card').setInputFiles(file(withCode));
      await photoOfCard(screen).waitFor();
      await screen.shows('+351910000000');
      await save(screen, 'Inês Çelik');
      const [photo] = await photosOn(ana, 'Inês Çelik', 1);
      await isClean(page, await bytesOn(ana, photo));
      await button(screen, 'Scan the next').tap();
      await page
        .getByLabel('A photo of their card')
        .setInputFiles(file(await cardPhoto(page, 'MECARD:N:Bo Li;TEL:+4755501;;')));
      await button(screen, 'Keep the photo').tap();
      await save(screen, 'Bo Li');
      await onceEach(ana, ['Inês Çelik', 'Bo Li']);
      await photosOn(ana, 'Bo Li', 0);
      await page.getByRole('main').getByRole('link', { name: 'Bo Li' }).tap();
      await page.getByLabel('A photo for Bo Li').setInputFiles(file(await cardPhoto(page)));
      await photosOn(ana, 'Bo Li', 1);
      await screen.says(/^Same on both/);
      await ana.down();
      await page.getByLabel('A photo for Bo Li').setInputFiles(file(await cardPhoto(page, 'again')));
      await screen.shows('The photo is kept.');
      await screen.says(/1 person is only on this phone/);
      await ana.up();
      await photosOn(ana, 'Bo Li', 2);
      await button(screen, /^Photo, /)
        .first()
        .tap();
      const whole = page.getByRole('dialog').getByRole('img');
      await whole.waitFor();
      await eventually('all of it is there', 5000, () => whole.evaluate(({ naturalHeight }) => naturalHeight === 1600));
      await button(screen, 'Take it away').tap();
      await photosOn(ana, 'Bo Li', 1);
      await button(screen, 'Undo').first().tap();
      await photosOn(ana, 'Bo Li', 2);
      await screen.go('#/devices');
      await screen.shows(/Photos and files take \d/);
    },
  },
  {
    name: 'a paper card before the camera is kept at a tap',
    async tell(world) {
      const { ana, screen } = await atHome(world, { more: sees });
      await screen.go('#/cards');
      await button(screen, 'Photo of their card').tap();
      await photoOfCard(screen).waitFor();
      await screen.page.getByLabel('What are they called?').fill('Ngozi Okonkwo');
      await save(screen, 'Ngozi Okonkwo');
      const [photo] = await photosOn(ana, 'Ngozi Okonkwo', 1);
      const strange = besides(await bytesOn(ana, photo));
      if (strange.length > 0 || !/^\d+x\d+$/.test(photo.pixels)) {
        throw new Error(JSON.stringify({ strange, photo }));
      }
    },
  },
];
