// Your devices and nobody else's: a phone that pairs by a code, laptops that stand in for each other, and one that was
// stolen. The phone is on a host of its own, so that all it has of the laptops comes over the network, by TLS and by their
// names; its browser has the flags that every story's has. What it trusts comes from the steps that a laptop shows it.

import { readFile } from 'node:fs/promises';
import { eventually } from '../eventually.mjs';
import { onceEach } from '../home.mjs';
import { port } from '../lab.mjs';
import { screens } from '../look/booth.mjs';
import { same } from '../screen.mjs';

const meet = 60_000;
const phones = 2;
const everybody = ['Suharto', 'Zoë Łukasiewicz', 'ليلى حداد', 'Seán Ó Briain', 'अनन्या शर्मा'];

/** Ana's laptop, and a phone that has joined by the code which that shows: what both screens compare is the same. */
async function pairedPhone(world) {
  const ana = await world.device('ana', 0);
  await ana.log('Suharto, collects anemometers');
  await ana.up();
  const pairing = await ana.pair();
  const phone = await world.phoneOnNetwork(phones, await ana.certificate(world.host(phones)));
  await phone.start();
  const origin = `https://${await ana.networkHost()}`;
  const screen = await phone.open(origin);
  await screen.says(/^Only in this browser/);
  await screen.typeCode(wrong(pairing.code));
  await screen.shows('there are 2 more tries');
  await screen.typeCode(pairing.code);
  await screen.shows('Compare with what stands there');
  if ((await pairing.ended) !== 0) {
    throw new Error(`mingle pair came to nothing: ${pairing.said()} ${JSON.stringify(pairing.heard)}`);
  }
  const { other } = pairing.heard.at(-1);
  const both = (await ana.text('devices')).match(/\b[0-9a-z]{7}(-[0-9a-z]{7}){7}\b/g);
  const shown = (await screen.page.getByRole('main').textContent()).replace(/[^0-9a-z]/g, '');
  if (
    both.length !== 2 ||
    !both.includes(other.spoken) ||
    !both.every((spoken) => shown.includes(spoken.replaceAll('-', '')))
  ) {
    throw new Error(`${both.join(' and ')} are not both in ${shown}`);
  }
  await screen.page.getByRole('button', { name: 'Done' }).tap();
  await screen.says(same, meet);
  return { ana, phone, screen, origin, id: other.device };
}

/** The page on Ana's laptop, which shows the code, and how far it says that the phone is. */
class Desk {
  static async open(world, ana) {
    const desk = new Desk();
    desk.browser = await world.phone(0, { looks: screens.wide });
    await desk.browser.start();
    desk.screen = await desk.browser.open(await ana.link());
    await desk.screen.says(same);
    await desk.screen.go('#/add');
    const { page } = desk.screen;
    desk.code = (await page.getByRole('region', { name: 'The code' }).textContent()).match(/\d{4}-\d{4}/)[0];
    desk.address = await page
      .getByRole('region', { name: 'Where the phone goes to' })
      .locator('code')
      .first()
      .textContent();
    return desk;
  }

  /** Waits until it has ticked this off, and says that next. */
  async says(done, next) {
    const steps = this.screen.page.getByRole('region', { name: 'How far the phone is' }).getByRole('listitem');
    await steps.filter({ hasText: `${done} (done)` }).waitFor();
    await this.screen.page.locator('[aria-current=step]').filter({ hasText: next }).waitFor();
  }
}

/**
 * A phone that goes through the steps as a person does, from the address that Ana's laptop shows to the code that it
 * types, and Ana's laptop, which tells each of these steps.
 */
async function steppedPhone(world) {
  const ana = await world.device('ana', 0);
  await ana.log('Suharto, collects anemometers');
  await ana.up();
  const desk = await Desk.open(world, ana);
  const phone = await world.phoneOnNetwork(phones);
  await phone.start();
  const steps = await phone.open(desk.address);
  await desk.says('An Android phone with Android 16 has opened it', 'It is reading the steps.');
  await steps.shows(/does not trust your laptop yet/);
  // It looks every two seconds, and is refused: not before the laptop has said that the certificate is there.
  const { page } = phone;
  const seen = await waitsFor(page, 'https://*/trusted', () =>
    desk.says('It has the certificate', /there\s*Settings, search/),
  );
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Load mingle.crt' }).tap();
  const certificate = await readFile(await (await file).path());
  await seen();
  await desk.says('It has the certificate', 'Not trusted yet.');
  const origin = `https://${await ana.networkHost()}`;
  phone.friends.add(new URL(origin).host);
  // On Linux a browser reads whom it trusts as it starts: who comes back to the steps finds their way on.
  await phone.close();
  await phone.trust(certificate);
  await phone.start();
  const open = await waitsFor(phone.context, `${origin}/`, () =>
    desk.says('It trusts this laptop', 'Open Mingle there'),
  );
  const screen = await phone.open(desk.address);
  await phone.page.waitForURL(`${origin}/**`);
  await open();
  await desk.says('It has opened Mingle', 'Type the code there');
  await screen.says(/^Only in this browser/);
  await screen.typeCode(wrong(desk.code));
  await screen.shows('there are 2 more tries');
  await desk.screen.shows('2 more tries are left');
  await screen.typeCode(desk.code);
  await screen.shows('Compare with what stands there');
  await desk.screen.shows('is one of yours now');
  await showTheSame(screen, desk.screen, ana);
  await screen.page.getByRole('button', { name: 'Done' }).tap();
  await screen.says(same, meet);
  await desk.browser.close();
  const { device: id } = (await ana.json('devices')).find(({ kind }) => kind === 'phone');
  return { ana, phone, screen, origin, id };
}

/**
 * Has what `pages` ask for at `url` wait, unchanged, until `told` has come about; returns what waits for that, too, and
 * lets everything go on as it is from then on.
 */
async function waitsFor(pages, url, told) {
  let isTold;
  await pages.route(url, async (route) => {
    isTold ??= told();
    await isTold.catch(() => {});
    await route.continue().catch(() => {});
  });
  return async () => {
    await (isTold ?? told());
    await pages.unroute(url);
  };
}

/** The phone shows two of the owner's ids, and the laptop's page one of those. */
async function showTheSame(phone, desk, ana) {
  const all = (await ana.text('devices')).match(/\b[0-9a-z]{7}(-[0-9a-z]{7}){7}\b/g);
  const shown = async ({ page }) => {
    const words = (await page.getByRole('main').textContent()).replace(/[^0-9a-z]/g, '');
    return all.filter((spoken) => words.includes(spoken.replaceAll('-', '')));
  };
  const [onPhone, onDesk] = [await shown(phone), await shown(desk)];
  if (onPhone.length !== 2 || onDesk.length !== 1 || !onPhone.includes(onDesk[0])) {
    throw new Error(`of ${all.join(', ')} the phone shows ${onPhone.join(', ')}, the laptop ${onDesk.join(', ')}`);
  }
}

/** Another code that is none by a slip of a finger: two digits changed, and the check digit fits. */
function wrong(code) {
  return code === '1234-5671' ? '7654-3216' : '1234-5671';
}

/** The service worker has all of the page, and the page is its. */
async function isKept({ page }) {
  await eventually('the page is served by its service worker', 30_000, async () => {
    const state = await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      return [location.protocol, active?.state, navigator.serviceWorker.controller !== null].join(' ');
    });
    if (state !== 'https: activated true') {
      throw new Error(state);
    }
    return true;
  });
}

/** Bo's laptop, which joins Ana's by a code and gets everything. */
async function secondLaptop(world, ana) {
  const bo = await world.device('bo', 1);
  await bo.up();
  await ana.adopt(bo);
  await eventually('bo has everything', meet, async () => (await bo.fingerprint()) === (await ana.fingerprint()));
  return bo;
}

/** The phone knows where that laptop is. */
function knows(screen, host) {
  return eventually(`the phone knows ${host}`, meet, async () =>
    (await screen.ask('devices')).some((row) => row.host === host),
  );
}

async function wholeStory(world) {
  const { ana, phone, screen, origin, id } = await steppedPhone(world);
  await isKept(phone);

  await world.host(phones).network('down');
  await screen.says(/^No signal/);
  await screen.go('#/add');
  await screen.shows('This screen is not kept here yet');
  await screen.shows('Open Mingle near it');
  await screen.go('#/');
  await screen.log('Zoë Łukasiewicz @ Nordwind, needs a storage engineer');
  await screen.log('ليلى حداد, plays the oud 🎶');
  await world.host(phones).network('up');
  await onceEach(ana, everybody.slice(0, 3), meet);
  await screen.says(same, meet);

  const bo = await secondLaptop(world, ana);
  const bos = await bo.networkHost();
  await knows(screen, bos);
  phone.friends.add(bos);
  await ana.down();
  await phone.close();

  await phone.start();
  const cold = await phone.open(origin);
  await cold.log('Seán Ó Briain, knows lighthouse keepers');
  await onceEach(bo, everybody.slice(0, 4), meet);
  await cold.says(/^Same here and on /, meet);

  await bo.json('revoke', id, '--yes');
  await cold.says(/^This device was revoked/, 5000);
  await cold.log('अनन्या शर्मा, written after that');
  // Ana has to hear of it from Bo, and of what is new, before the phone calls: whoever has not heard of it yet takes what the phone brings.
  await world.host(phones).network('down');
  await ana.up();
  await eventually('ana has heard of it', meet, async () => {
    const row = (await ana.json('devices')).find(({ device }) => device === id);
    return row.revoked !== null;
  });
  await onceEach(ana, everybody.slice(0, 4), meet);
  await bo.down();
  await world.host(phones).network('up');
  const { address } = world.host(phones);
  await eventually('ana refuses the phone itself', meet, async () => {
    const said = (await ana.output()).split('\n').filter((line) => line.includes(`a call from ${address}`));
    if (!said.some((line) => line.endsWith('came to nothing: the other device has been revoked'))) {
      throw new Error(said.join('\n') || 'it was not called');
    }
    return true;
  });
  await onceEach(ana, everybody.slice(0, 4));
}

/** A key, who one is, and a goodbye: 205 bytes. The first word about a journal is 120 bytes and more. */
const mostBytes = 256;

/**
 * What the impostor was told, by callers who have taken its certificate: how often it was called for sync under which
 * name, and the most bytes that one call brought.
 */
function heardBy(lines) {
  const calls = new Map();
  for (const { hello, name, call, bytes = 0 } of lines.map((line) => JSON.parse(line))) {
    if (hello === '/sync') {
      calls.set(call, { name, bytes: 0 });
    } else if (bytes > 0) {
      calls.get(call).bytes += bytes;
    }
  }
  return [...calls.values()];
}

async function stolenLaptop(world) {
  const { ana, phone, screen, origin } = await pairedPhone(world);
  await isKept(phone);
  const bo = await secondLaptop(world, ana);
  const bos = await bo.networkHost();
  await knows(screen, bos);
  phone.friends.add(bos);
  // Bo's is stolen, and never hears that it was revoked.
  await bo.down();
  const stolen = await bo.id();
  await ana.json('revoke', stolen, '--yes');
  await eventually('the phone knows that it was revoked', meet, async () =>
    (await screen.ask('devices')).some(({ device, revoked }) => device === stolen && revoked !== null),
  );
  await phone.close();
  await ana.down();

  await bo.up({ listen: [] });
  const before = await bo.fingerprint();
  const [daemon] = (await bo.json('status')).listeners;
  const { address } = world.host(1);
  const names = [origin, `https://${bos}`].map((url) => new URL(url).hostname);
  const words = [address, port, bo.authority, new URL(`http://${daemon}`).port, ...names].map(String);
  const impostor = await world.start(1, 'impostor.mjs', words);

  await phone.start();
  const cold = await phone.open(origin);
  await cold.log('Zoë Łukasiewicz @ Nordwind, needs a storage engineer');
  const calls = await eventually('the phone has called the impostor three times', meet, () => {
    const all = heardBy(impostor.lines);
    if (all.length < 3) {
      throw new Error(JSON.stringify(impostor.lines));
    }
    return all;
  });
  await cold.says(/^Not connected/);
  const most = Math.max(...calls.map(({ bytes }) => bytes));
  console.log(`        ${calls.length} calls, at most ${most} bytes each`);
  if (most > mostBytes || calls.some(({ name }) => name !== names[0])) {
    throw new Error(JSON.stringify(calls));
  }
  if ((await bo.fingerprint()) !== before || (await bo.find('Zoë')).length > 0) {
    throw new Error('the stolen laptop has something of the journal that it had not');
  }
  impostor.end();

  await ana.up();
  await onceEach(ana, everybody.slice(0, 2), 2 * meet);
  await cold.says(same, meet);
}

export const stories = [
  {
    name: 'a phone goes through the steps to the code, works without a network, syncs with whichever laptop is awake, and is revoked by one',
    patience: 300_000,
    tell: wholeStory,
  },
  {
    name: 'a stolen laptop that takes the name of another with its own certificate is told nothing by a phone',
    patience: 300_000,
    tell: stolenLaptop,
  },
];
