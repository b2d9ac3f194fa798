// An evening out with one hand on the phone: taps are counted where they arrive, in the page, by the browser.

import { readFile } from 'node:fs/promises';
import { eventually } from '../eventually.mjs';
import { atHome } from '../home.mjs';
import { readByOther } from '../otherReader.mjs';

const met = [
  { name: 'Dana Ben-David', text: 'Dana Ben-David @ Museum of Trams, needs brake shoes, +972 2 555 0142' },
  { name: 'Kwame Mensah', text: 'Kwame Mensah, sews sails for the tall ship' },
  { name: 'عمر الفاروق', text: 'عمر الفاروق, repairs radios in Alexandria' },
];
const later = [
  { name: 'Anna-Lena Übermüth', text: 'Anna-Lena Übermüth @ Hafenbehörde, needs a diver' },
  { name: 'Suharto', text: 'Suharto, collects anemometers' },
  { name: 'Þóra Sigurðardóttir', text: 'Þóra Sigurðardóttir, knows lighthouse keepers' },
  { name: 'Ngọc Nguyễn', text: 'Ngọc Nguyễn, draws flood maps, needs tide tables' },
  { name: 'Œdipe Lefèvre', text: 'Œdipe Lefèvre, offers studio space on Sundays' },
  { name: 'नोआ लेवी', text: 'नोआ लेवी, tunes pianos 🎹' },
  { name: 'Zoë Łukasiewicz', text: 'Zoë Łukasiewicz @ Nordwind, laughs about tape robots' },
];
const ten = [...met, ...later].map(({ name }) => name);
const fair = 'Old Machines at the Harbour';

const button = (screen, name) => screen.page.getByRole('button', { name, exact: typeof name === 'string' });
const link = (screen, name) => screen.page.getByRole('link', { name, exact: typeof name === 'string' });

/** Counts the taps that come to the page from now until it is loaded anew. */
async function countTaps({ page }) {
  await page.evaluate(() => {
    globalThis.taps = 0;
    const count = (event) => {
      globalThis.taps += event.isTrusted ? 1 : 0;
    };
    addEventListener('pointerdown', count, { capture: true });
  });
}

/** What `work` returns, and fails if it takes more taps than so many, or none at all. */
async function withTaps({ page }, what, most, work) {
  const before = await page.evaluate(() => globalThis.taps);
  const result = await work();
  const taken = (await page.evaluate(() => globalThis.taps)) - before;
  if (taken > most || (taken === 0 && most > 0)) {
    throw new Error(`${what} takes ${taken} taps, and may take ${most}`);
  }
  return result;
}

/** Someone new: a tap on the field, their line, a tap on Save. */
function writeDown(screen, { name, text }) {
  return withTaps(screen, `to write ${name} down`, 2, async () => {
    await screen.line.tap();
    await screen.line.pressSequentially(text, { delay: 5 });
    await screen.save.tap();
    await screen.has('');
    await screen.shows(name);
  });
}

/** What is handed to the phone's share sheet; this browser has none of its own. */
function nextShared({ page }) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        navigator.share = async ({ text }) => resolve(text);
      }),
  );
}

async function start(screen) {
  const shared = nextShared(screen);
  await link(screen, /Start an event/).tap();
  await screen.page.getByLabel(/^Name/).fill(fair);
  await screen.page.getByLabel(/^Place/).fill('Old crane hall, Gdańsk');
  await screen.page.getByLabel(/curious/).fill('Who keeps old machines running?');
  await button(screen, 'Add name').tap();
  await screen.page.getByLabel('name 1', { exact: true }).fill('Solveig Ødegård @ Nordwind');
  await invite(screen, shared);
  await button(screen, 'Start').tap();
  await screen.page.getByRole('heading', { level: 1, name: fair }).waitFor();
}

/** Whoever spoke of old machines would enjoy it: a message goes to the share sheet, and none of their words is in it. */
async function invite(screen, shared) {
  await button(screen, 'Who would enjoy this?').tap();
  await screen.shows(/keeps old ferry machines/);
  await button(screen, 'Invite Ximena Quispe').tap();
  const message = await shared;
  if (!message.includes('Ximena') || !message.includes(fair) || message.includes('ferry')) {
    throw new Error(`the invitation says '${message}'`);
  }
}

/** What the laptop has of somebody, once it fits. */
function onLaptop(ana, name, fits) {
  return eventually(`the laptop has ${name} as it should be`, 30_000, async () => {
    const person = await ana.json('show', name);
    const wrong = fits(person);
    if (wrong !== undefined) {
      throw new Error(`${wrong}: ${JSON.stringify(person)}`);
    }
    return person;
  });
}

const inherits = ({ contact, interactions, met_at_event }) =>
  contact.stage === 'event' && met_at_event === fair && interactions.length === 1 && interactions[0].event === fair
    ? undefined
    : 'not met at the event';

/** Three people, one of them with a coffee; what went out of the page about it. */
async function atTheFair(screen) {
  await screen.go('#/');
  await countTaps(screen);
  await writeDown(screen, met[1]);
  await writeDown(screen, met[2]);
  await writeDown(screen, met[0]);
  // What would open the phone's own messages stays in the page.
  const told = screen.page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('click', (event) => {
          const address = event.target.closest('a')?.href ?? '';
          if (address.startsWith('sms:')) {
            event.preventDefault();
            resolve(decodeURIComponent(address));
          }
        });
      }),
  );
  await withTaps(screen, 'a coffee with a message', 3, async () => {
    await button(screen, 'Coffee').last().tap();
    await button(screen, /lunch/).tap();
    await screen.shows(/Proposed until Dana/);
    await link(screen, 'Text it to them').tap();
    await screen.page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
  return await told;
}

async function evening(world) {
  const { ana, phone, screen, origin } = await atHome(world);
  await screen.page.evaluate(() => navigator.serviceWorker.ready);
  await ana.log('Ximena Quispe @ Mercado Sur, keeps old ferry machines');
  await screen.shows('Ximena Quispe');
  await start(screen);
  const message = await atTheFair(screen);
  if (!/^sms:\+972\D?2\D?555\D?0142\?.*body=It was good to meet you\. Coffee on .+ at 12:30\?/.test(message)) {
    throw new Error(`the message is '${message}'`);
  }
  // Reloaded, and then closed by the system: it is still on.
  await screen.page.reload();
  await screen.shows(fair);
  await screen.shows('3 people');
  await phone.close();
  await phone.start();
  const again = await phone.open(origin);
  await again.shows('3 people');
  await countTaps(again);
  await again.line.fill(later.map(({ text }) => text).join('\n'));
  await button(again, /^Save 7/).tap();
  await again.has('');
  await again.shows('10 people');
  for (const name of ten) {
    await onLaptop(ana, name, inherits);
  }
  const { open } = await ana.json('show', met[0].name);
  if (open.length !== 1 || open[0].sort !== 'coffee' || open[0].state !== 'proposed' || open[0].time !== '12:30') {
    throw new Error(`the coffee is ${JSON.stringify(open)}`);
  }
  await wrapUp(again);
  await kept(ana);
  await enteredAgain(ana, again);
}

/** Ten people: four get what is proposed, one something else, five nothing. */
async function wrapUp(screen) {
  await link(screen, 'Wrap up').tap();
  await screen.page.getByLabel(/In your own words/).fill('Whoever keeps a machine writes everything down.');
  const rows = await button(screen, /^Write it down for/).count();
  // Dana has her coffee already, and still a need.
  if (rows !== 10) {
    throw new Error(`${rows} people are proposed something`);
  }
  for (const name of ['Dana Ben-David', 'Anna-Lena Übermüth', 'Ngọc Nguyễn', 'Suharto']) {
    await withTaps(screen, `one thing for ${name}`, 1, async () => {
      await button(screen, new RegExp(`^Write it down for ${name}`)).tap();
      await button(screen, new RegExp(`^Write it down for ${name}`)).waitFor({ state: 'hidden' });
    });
  }
  await withTaps(screen, 'something else for Zoë', 2, async () => {
    await button(screen, /^Something else for Zoë/).tap();
    await screen.page.getByLabel(/^One thing you could do for Zoë/).fill('send her the tape robot’s picture');
    await button(screen, /^Write it down for Zoë/).tap();
    await screen.page.getByRole('main').getByText('send her the tape robot’s picture').waitFor();
  });
  await withTaps(screen, 'to end it', 1, async () => {
    await button(screen, 'End the event').tap();
    await screen.shows(/is over/);
  });
}

const written = {
  'Dana Ben-David': ['Coffee', 'Help with: brake shoes'],
  'Anna-Lena Übermüth': ['Help with: diver'],
  'Ngọc Nguyễn': ['Help with: tide tables'],
  Suharto: ['Write to Suharto'],
  'Zoë Łukasiewicz': ['send her the tape robot’s picture'],
};

/** Everything is on the laptop: what was written down, what was learned, and nothing for whom nothing was. */
async function kept(ana) {
  for (const name of ten) {
    const wanted = (written[name] ?? []).join('; ');
    await onLaptop(ana, name, (person) => {
      const open = person.open.map(({ what }) => what).sort();
      return open.join('; ') === wanted ? undefined : `open: ${open.join('; ')}`;
    });
  }
  const { event, total } = await ana.json('event', 'show', fair);
  if (event.learned !== 'Whoever keeps a machine writes everything down.' || event.ends === null || total !== 10) {
    throw new Error(`the event is ${JSON.stringify(event)}, with ${total}`);
  }
  const unmet = await ana.json('event', 'unmet');
  if (unmet.map(({ person }) => person.name).join() !== 'Solveig Ødegård') {
    throw new Error(`not yet met: ${JSON.stringify(unmet)}`);
  }
}

/** On the way home one more comes to mind; and the one who was hoped for after all. */
async function enteredAgain(ana, screen) {
  const before = await ana.json('event', 'show', fair);
  await button(screen, 'Add people').tap();
  await screen.shows('You are adding people to it.');
  await screen.log('Bartholomäus Übel, carves figureheads');
  await screen.log('Solveig Ødegård, told of the winter harbour');
  await screen.shows('12 people here');
  await link(screen, 'Wrap up').tap();
  await button(screen, 'End the event').tap();
  await screen.shows(/is over/);
  await onLaptop(ana, 'Bartholomäus Übel', inherits);
  await onLaptop(ana, 'Solveig Ødegård', inherits);
  const { event } = await ana.json('event', 'show', fair);
  if (event.ends !== before.event.ends || event.learned !== before.event.learned) {
    throw new Error(`its end and words have changed: ${JSON.stringify(event)}`);
  }
}

/** No event asks for anything; a place that was written and a stage that was tapped are kept. */
async function everyday(world) {
  const { ana, screen } = await atHome(world);
  await ana.log('Bo Li @ Nordwind');
  await screen.shows('Bo Li');
  await countTaps(screen);
  const tove = { name: 'Tove Lindqvist', text: 'Tove Lindqvist, met at the laundrette, mends church organs' };
  await writeDown(screen, tove);
  await onLaptop(ana, tove.name, ({ contact }) =>
    contact.met_place === 'the laundrette' && contact.stage === '' ? undefined : 'not as written',
  );
  await withTaps(screen, 'to say the stage', 1, async () => {
    await button(screen, 'Everyday').tap();
    await screen.page.getByRole('button', { name: 'Everyday', pressed: true }).waitFor();
  });
  await onLaptop(ana, tove.name, ({ contact, met_at_event }) =>
    contact.stage === 'everyday' && met_at_event === null ? undefined : 'not everyday',
  );
}

/** One question for somebody new, from a deck that its owner has changed; the answer is their story. */
async function question(world) {
  const { ana, screen } = await atHome(world);
  await screen.log('Ingrid Sørdal, tunes carillons');
  await link(screen, 'Open').tap();
  await button(screen, 'Your questions').tap();
  const deck = await screen.ask('deck');
  for (const { words } of deck) {
    await button(screen, `Remove ${words}`).tap();
  }
  await button(screen, 'Add question').tap();
  await screen.page.getByLabel('question 1', { exact: true }).fill('Which bell would you keep?');
  await button(screen, 'Save').tap();
  await screen.shows('Which bell would you keep?');
  await button(screen, 'Write what they say').tap();
  await screen.page.getByLabel('Their story').fill('The one of Nidaros: her father rang it.');
  await button(screen, 'Keep it').tap();
  await screen.shows(/story is written down/);
  await onLaptop(ana, 'Ingrid', (person) =>
    person.contact.story === 'The one of Nidaros: her father rang it.' && person.question === null
      ? undefined
      : 'no story',
  );
  // The deck is the owner's on every device.
  await ana.log('Þóra Sigurðardóttir, knows lighthouse keepers');
  await onLaptop(ana, 'Þóra', (person) =>
    person.question?.words === 'Which bell would you keep?' ? undefined : 'another question',
  );
}

/** The code that their camera reads has the coffee in it, read by another reader than ours. */
async function codeOfCoffee(world) {
  const { ana, screen } = await atHome(world);
  await screen.log('Dana Ben-David, keeps a tram from 1931 running');
  await button(screen, 'Coffee').last().tap();
  await button(screen, /lunch/).tap();
  await button(screen, 'Code for their calendar').tap();
  const code = screen.page.getByRole('img', { name: /The coffee as a QR code/ });
  await code.waitFor();
  for (const colorScheme of ['light', 'dark']) {
    await screen.page.emulateMedia({ colorScheme });
    const says = await readByOther(await code.screenshot());
    const [{ due }] = (await ana.json('show', 'Dana')).open;
    const day = due.replaceAll('-', '');
    if (!says?.startsWith('BEGIN:VEVENT\r\n') || !says.includes(`DTSTART:${day}T123000`) || says.includes('Dana')) {
      throw new Error(`in the ${colorScheme} it says ${JSON.stringify(says)}`);
    }
  }
  await screen.page.emulateMedia({ colorScheme: null });
  await button(screen, 'Back').tap();
  // And mine as a file, where there is no share sheet.
  const file = screen.page.waitForEvent('download');
  await button(screen, 'Into my calendar').tap();
  const ics = await readFile(await (await file).path(), 'utf8');
  if (!ics.includes('SUMMARY:Coffee with Dana Ben-David\r\n') || !ics.includes('STATUS:TENTATIVE')) {
    throw new Error(`the file says ${ics}`);
  }
  await button(screen, 'Done').last().tap();
  // Proposed until it is confirmed.
  await link(screen, 'Open').tap();
  await screen.shows(/proposed/);
  await button(screen, 'It is confirmed').tap();
  await onLaptop(ana, 'Dana', ({ open }) => (open[0]?.state === 'confirmed' ? undefined : 'not confirmed'));
}

export const stories = [
  {
    name: 'an evening out: everyone inherits the event, a coffee takes three taps, and wrapping up two at most',
    tell: evening,
    patience: 240_000,
  },
  { name: 'without an event nothing is asked, and place and stage are kept', tell: everyday },
  { name: 'a question from the owner’s deck becomes somebody’s story', tell: question },
  {
    name: 'a coffee is a code for their calendar and a file for mine, proposed until it is confirmed',
    tell: codeOfCoffee,
  },
];
