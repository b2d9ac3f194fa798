// The journal's main job: written down on the phone without a network, on both laptops by itself.

import { eventually } from '../eventually.mjs';
import { atHome, keepsTheRest, onceEach } from '../home.mjs';
import { same } from '../screen.mjs';

const meet = 60_000;
const live = 1000;

const five = [
  { name: 'Zoë Łukasiewicz', text: 'Zoë Łukasiewicz @ Nordwind, needs a storage engineer, coffee fri' },
  { name: 'ليلى حداد', text: 'ليلى حداد, plays the oud 🎶' },
  { name: 'Suharto', text: 'Suharto, collects anemometers' },
  { name: 'Seán Ó Briain', text: 'Seán Ó Briain @ Trá Li Bruscar Teo, knows lighthouse keepers' },
  { name: 'अनन्या शर्मा', text: 'अनन्या शर्मा, moved to Tromsø in March' },
];

/** Two laptops that know each other, the page of the first on a phone, one of the owner's devices. */
async function begin(world) {
  const ana = await world.device('ana', 0);
  const bo = await world.device('bo', 1);
  await ana.log('Ximena Quispe @ Mercado Sur, plays chess');
  await ana.up();
  await bo.up();
  await ana.adopt(bo);
  const phone = await world.phone(0, { slow: 4 });
  await phone.start();
  const link = await ana.link();
  const screen = await phone.open(link);
  await screen.says(same, meet);
  return { ana, bo, phone, screen, origin: new URL(link).origin };
}

/** What Chromium asks of a page before it offers to install it, and that the page is all there without a network. */
async function installs(phone) {
  const { installabilityErrors } = await phone.command('Page.getInstallabilityErrors');
  // Chromium without a window of its own has nowhere to put it: that says nothing of the page.
  const told = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito');
  const { errors, data } = await phone.command('Page.getAppManifest');
  if (told.length > 0 || errors.length > 0 || !data) {
    throw new Error(`it cannot be installed: ${JSON.stringify({ told, errors })}`);
  }
  const state = await phone.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await eventually('the service worker is active', 10_000, () =>
    phone.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated'),
  ).catch((error) => {
    throw new Error(`${error.message} (${state})`);
  });
}

async function sameOnAll(screen, ana, bo) {
  return await eventually('all three fingerprints are the same', meet, async () => {
    const all = await Promise.all([screen.fingerprint(), ana.fingerprint(), bo.fingerprint()]);
    if (new Set(all).size > 1) {
      throw new Error(all.join(' '));
    }
    return all[0];
  });
}

/** An edit by either laptop is on the open page within a second, and one by the page on both laptops. */
async function liveBothWays(screen, ana, bo) {
  const [person] = (await bo.find('Ximena Quispe')).filter(({ kind }) => kind === 'contact');
  await screen.go(`#/person/${person.id}`);
  await screen.shows('Ximena Quispe');
  for (const [writer, word] of [
    [ana, 'saffron'],
    [bo, 'tamarind'],
  ]) {
    await writer.log(`Ximena Quispe, brought ${word}`);
    const noted = performance.now();
    await screen.shows(word);
    judge(`${writer.name} to the page`, performance.now() - noted);
  }
  await screen.log('Ximena Quispe, gave a pomelo');
  const saved = performance.now();
  for (const reader of [ana, bo]) {
    await eventually(`${reader.name} finds it`, meet, async () => (await reader.find('pomelo')).length > 0);
    judge(`the page to ${reader.name}`, performance.now() - saved);
  }
}

function judge(way, took) {
  console.log(`        ${way}: ${took.toFixed(0)} ms`);
  if (took > live) {
    throw new Error(`${way} took ${took.toFixed(0)} ms`);
  }
}

async function tell(world, leave, comeBack, words) {
  const { ana, bo, phone, screen: first, origin } = await begin(world);
  await installs(phone);
  await first.startEvent({ name: 'Lisbon Open', place: 'Beato', curious: 'Who repairs boats?' });
  await first.says(same, meet);

  await phone.close();
  await leave(ana);
  await phone.start();
  const screen = await phone.open(origin);
  await screen.line.waitFor();
  for (const { text } of five) {
    await screen.log(text, { pause: 20 });
  }
  await screen.log('Ximena Quispe, sings in a choir');
  const found = await screen.search('anemo');
  await found.filter({ hasText: 'Suharto' }).waitFor();
  await screen.says(words);
  await screen.says(/6 people are only on this phone/);
  await bo.log('Ximena Quispe, prefers quince #gardener');

  await comeBack(ana);
  for (const device of [ana, bo]) {
    await onceEach(
      device,
      five.map(({ name }) => name),
      meet,
      1,
    );
  }
  await sameOnAll(screen, ana, bo);
  await screen.says(same);
  const [person] = (await bo.find('Ximena Quispe')).filter(({ kind }) => kind === 'contact');
  await screen.go(`#/person/${person.id}`);
  await screen.shows('quince');
  await screen.shows('choir');
  await liveBothWays(screen, ana, bo);
  await sameOnAll(screen, ana, bo);
}

/**
 * What only a laptop can do has a screen that comes from it; all others come from the first visit: some at once, and those
 * of cards and events by themselves a little later, as a first visit has its limit.
 */
async function everyScreen(world) {
  const { ana, phone, screen: first, origin } = await atHome(world);
  await first.log('Suharto, collects anemometers, coffee fri');
  await onceEach(ana, ['Suharto']);
  const [{ id }] = (await ana.find('Suharto')).filter(({ kind }) => kind === 'contact');
  await keepsTheRest(first);
  await phone.close();
  await ana.down();

  await phone.start();
  const screen = await phone.open(origin);
  await screen.says(/Mingle is not running/);
  const main = screen.page.getByRole('main');
  for (const [hash, seen] of [
    ['#/', main.getByText('Suharto').first()],
    ['#/moves', main.getByRole('heading', { name: 'Moves', exact: true })],
    ['#/people', main.getByRole('searchbox')],
    [`#/person/${id}`, main.getByRole('heading', { name: 'Suharto', level: 1 })],
    ['#/event', main.getByRole('heading', { name: 'Where are you going?' })],
    ['#/cards', main.getByRole('heading', { name: 'Their card' })],
    ['#/cards/mine', main.getByText('What should people get from you?')],
    ['#/devices', main.getByRole('heading', { name: 'Your devices' })],
  ]) {
    await screen.go(hash);
    await seen.waitFor();
  }
  await screen.line.fill('Zoë Łukasiewicz @ Nordwind');
  await screen.shows('Nordwind');
  await screen.line.fill('');

  await screen.go('#/add');
  await screen.shows('This screen is not kept here yet');
  await main.getByText('Run mingle in a terminal').waitFor();
  await ana.up();
  await screen.page.getByRole('button', { name: 'Try again' }).tap();
  await main.getByRole('heading', { name: 'Take it to your phone' }).waitFor();
}

export const stories = [
  {
    name: 'every screen but the one that shows a code is there without the laptop, and that one says what it needs',
    tell: everyScreen,
  },
  {
    name: 'five people written down without a network are on both laptops once it is back',
    tell: (world) =>
      tell(
        world,
        () => world.host(0).network('down'),
        () => world.host(0).network('up'),
        /No signal/,
      ),
  },
  {
    name: 'five people written down while the daemon is gone are on both laptops once it is back',
    tell: (world) =>
      tell(
        world,
        (ana) => ana.kill9(),
        (ana) => ana.up(),
        /Mingle is not running/,
      ),
  },
  {
    name: 'a page that was on its own brings along what was written there when it joins by a code',
    tell: async (world) => {
      const ana = await world.device('ana', 0);
      await ana.log('Suharto, collects anemometers');
      await ana.up();
      const phone = await world.phone(0);
      await phone.start();
      const screen = await phone.open(new URL(await ana.link()).origin);
      await screen.says(/Only in this browser/);
      await screen.log('Þóra Sigurðardóttir, knows lighthouse keepers');
      const pairing = await ana.pair();
      await screen.typeCode(pairing.code);
      await screen.says(/^Same on both/, meet);
      await onceEach(ana, ['Þóra Sigurðardóttir'], meet, 1);
      const { other } = pairing.heard.at(-1);
      const rows = await screen.ask('devices');
      if (rows.length !== 2 || other.brings_people !== 1 || other.kind !== 'phone') {
        throw new Error(JSON.stringify({ rows, other }));
      }
    },
  },
];
