// A whole evening without a signal: one person scanned, one photographed, one who typed; later all of it is on two
// laptops, and a photo whose link is cut goes on where it was.

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { film, sees } from '../camera.mjs';
import { eventually } from '../eventually.mjs';
import { keepsTheRest, onceEach } from '../home.mjs';
import { port } from '../lab.mjs';
import { cardPhoto } from '../photo.mjs';
import { same } from '../screen.mjs';

const [laptops, others, phones] = [0, 1, 2];
const inês = 'MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@correio.example;ORG:Faro Pilots;;';
/** Bytes of one part of a photo, and in how many TLS records of 16,384 bytes (RFC 8446, section 5.1) a browser sends it. */
const part = 65_536;
const recordsOfPart = 5;
/** How many records have been sent when the link is cut: TLS, documents and questions come to fewer than half of them. */
const cutAfter = 56;
const meet = 60_000;

const button = ({ page }, name) => page.getByRole('button', { name });
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Ana's laptop and Bo's, which know each other, and a phone with a camera that has joined by a code over a cable. */
async function beforeTheEvening(world, folder) {
  const ana = await world.device('ana', laptops);
  const bo = await world.device('bo', others);
  await ana.up();
  await bo.up();
  await ana.adopt(bo);
  const { code } = await ana.pair();
  const cable = await world.start(phones, 'cable.mjs', [port, world.host(laptops).address].map(String));
  const phone = await world.phone(phones, { resolves: true });
  await phone.trust(await ana.certificate(world.host(phones)));
  const origin = `https://${await ana.networkHost()}`;
  const leads = `MAP ${new URL(origin).hostname} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
  const more = sees(await film(path.join(folder, 'code.y4m'), inês));
  await phone.start({ more: [...more, `--host-resolver-rules=${leads}`] });
  // Bo's laptop is called as well.
  phone.friends.add(await bo.networkHost());
  const screen = await phone.open(origin);
  await screen.says(/^Only in this browser/);
  await screen.typeCode(code);
  await screen.shows('Compare with what stands there', meet);
  await button(screen, 'Done').tap();
  await screen.says(same, meet);
  return { ana, bo, cable, screen };
}

async function scanned(screen) {
  await screen.page.getByRole('link', { name: 'Get their card' }).tap();
  await screen.shows('Inês Çelik');
  await button(screen, /^Save$/).tap();
  await screen.shows(/Inês Çelik is saved/);
  await screen.page.getByRole('main').getByRole('link', { name: 'Inês Çelik' }).tap();
  await keep(screen, 'A photo for Inês Çelik');
}

async function keep({ page }, label) {
  const buffer = await cardPhoto(page, undefined, { grain: true });
  await page.getByLabel(label).setInputFiles({ name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByText('The photo is kept.').first().waitFor();
}

async function typed(screen) {
  await screen.go('#/cards');
  // The same code is still before the camera.
  await button(screen, /^They type it/).tap();
  await screen.page.getByLabel('Your name').fill('Noa Lévi-Kauppinen');
  await screen.page.getByLabel('One way').fill('+972 50 555 01 01');
  await button(screen, 'Done').tap();
  await screen.shows('hand the phone back');
  const box = await button(screen, 'This phone is mine').boundingBox();
  await screen.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await screen.page.mouse.down();
  await screen.shows('Their card');
  await screen.page.mouse.up();
  await button(screen, /^Save$/).tap();
  await screen.shows(/Noa Lévi-Kauppinen is saved/);
}

/** The photos of somebody on a laptop: how it names each, and the hash of its bytes, as soon as all of them are there. */
async function photosOn(device, name) {
  const rows = await eventually(`${device.name} has the photos of ${name}`, meet, async () => {
    const { attachments } = await device.json('show', name);
    return attachments.length > 0 && attachments.every(({ here }) => here) && attachments;
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'mingle-photo-'));
  try {
    const hashes = [];
    for (const { id, blob } of rows) {
      const to = path.join(folder, 'photo.jpg');
      await device.json('attachment', id, '--out', to);
      hashes.push({ blob, sha256: sha256(await readFile(to)) });
    }
    return hashes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function photosHere(screen, name) {
  const [{ id }] = await screen.ask('find', name, 1);
  const { attachments } = await screen.ask('person', id);
  const hashes = [];
  for (const { blob } of attachments) {
    const bytes = Buffer.from(Object.values(await screen.ask('attachment_bytes', blob)));
    hashes.push({ blob, sha256: sha256(bytes), bytes: bytes.length });
  }
  return hashes;
}

async function wholeEvening(world) {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingle-film-'));
  try {
    const { ana, bo, cable, screen } = await beforeTheEvening(world, folder);
    await keepsTheRest(screen);
    await world.host(phones).network('down');
    await ana.down();
    await scanned(screen);
    await typed(screen);
    const here = await photosHere(screen, 'Inês Çelik');
    const [{ bytes }] = here;
    const records = Math.ceil(bytes / part) * recordsOfPart;
    if (here.length !== 1 || records < cutAfter + 20) {
      throw new Error(`the photo is too small to be cut: ${JSON.stringify(here)}`);
    }
    cable.say({ after: cutAfter, do: 'cut' });
    await ana.up();
    await world.host(phones).network('up');
    const told = (what) => cable.lines.map((line) => JSON.parse(line)).filter((one) => what in one);
    await eventually('the link is cut', meet, () => told('stopped').length > 0);
    const cuts = told('sent').length;
    await onceEach(ana, ['Inês Çelik', 'Noa Lévi-Kauppinen'], meet);
    await onceEach(bo, ['Inês Çelik', 'Noa Lévi-Kauppinen'], meet);
    for (const device of [ana, bo]) {
      const there = await photosOn(device, 'Inês Çelik');
      if (JSON.stringify(there) !== JSON.stringify(here.map(({ blob, sha256: hash }) => ({ blob, sha256: hash })))) {
        throw new Error(`${device.name} has ${JSON.stringify(there)}, the phone ${JSON.stringify(here)}`);
      }
    }
    await screen.says(same, meet);
    await screen.page.close();
    await eventually('the last connection has ended', meet, () => told('sent').length > cuts);
    const sent = told('sent').map((one) => one.sent);
    console.log(`        ${bytes} bytes of photo, ${records} records; sent on each connection: ${sent.join(', ')}`);
    if (sent.at(-1) >= records) {
      throw new Error(`after the cut ${sent.at(-1)} records were sent: the photo began anew`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const stories = [
  {
    name: 'who was scanned, photographed and who typed without a signal is whole on two laptops, a cut photo resumed',
    patience: 240_000,
    tell: wholeEvening,
  },
];
