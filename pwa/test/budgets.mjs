// What the page's budgets come to, with 10,000 people and 50,000 times together in the phone: node test/budgets.mjs
// [--rounds 5] [--slow 4] [--flows] [--assert]. Prints a table of times, and one of flows with their taps; with --flows the
// second alone. Fails over what misses its aim only when asked.
//
// Needs the daemon (MINGLE_BIN) and the benchmark (MINGLE_BENCH) built with optimisation: cargo xtask bench page.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Life } from './budgets/life.mjs';
import { coldNow, coldTyping, go, middle, save, searchKeys } from './budgets/measures.mjs';
import { filled } from './budgets/phone.mjs';
import { Table } from './budgets/table.mjs';
import { filmOf, sees } from './camera.mjs';
import { evening } from './flows/flows.mjs';
import { FlowTable } from './flows/table.mjs';

/** What someone types into the search: beginnings, a name, words that stand in many notes. */
const searches = ['ursula', 'okafor', 'coffee', 'nordwind sp', 'zoe', 'an th'];
const saves = 20;
/** How codes are held out to the camera in the flows, and what they say. */
const held = ['any turn', 'tilted', 'small', 'dark', 'partly covered'];
const card = 'MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@correio.example;ORG:Faro Pilots;;';
const filmSeed = 7;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    slow: { type: 'string', default: '4' },
    flows: { type: 'boolean', default: false },
    assert: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const slow = Number(values.slow);

const folder = await mkdtemp(path.join(tmpdir(), 'mingle-budgets-'));
const table = new Table();
const flows = new FlowTable();
try {
  const phone = await filled(path.join(folder, 'phone'), folder);
  table.told('first sync, all of it, unslowed', phone.firstSync);
  /** Every life begins with the same journal. */
  const living = async (work, more = []) => {
    const home = path.join(folder, 'life');
    await cp(phone.home, home, { recursive: true });
    const life = await Life.begin(home, { slow, more });
    try {
      await life.slowDown();
      return await work(life, phone);
    } finally {
      await life.end();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  for (let round = 0; round < rounds && !values.flows; round += 1) {
    await living(cold);
    await living(coldView);
    await living(views);
  }
  if (!values.flows) {
    await living(search);
    await living(saving);
  }
  for (const kind of held) {
    const film = await filmOf(kind, path.join(folder, 'film.y4m'), card, filmSeed);
    await living((life) => evening(life, phone, { seen: 'Inês Çelik', kind }, flows), sees(film));
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(
  `${table.text()}\n\n${flows.text()}\n\nEvery process of the browser ${slow} times slower, offline, the daemon ended.`,
);
process.exitCode = values.assert && table.missed() + flows.missed() > 0 ? 1 : 0;

async function cold(life, { url }) {
  const { letter } = await coldTyping(life, url);
  table.add('cold start offline, to the first letter', 500, letter);
}

async function coldView(life, { url }) {
  table.add('cold start offline, to Now', 1000, await coldNow(life, url));
  table.add('  as the journal has it now', undefined, await life.wait('asked'));
}

async function search(life, { url }) {
  await coldNow(life, url);
  for (const words of searches) {
    for (const { key, took } of await searchKeys(life, words)) {
      table.add('search, a key', 50, key);
      table.add('  of which the replica', undefined, took);
    }
  }
}

async function saving(life, { url }) {
  await coldNow(life, url);
  for (let number = 0; number < saves; number += 1) {
    const name = `Ximena Quispe-Holm${'abcdefghijklmnopqrst'[number]}`;
    const { tap, took } = await save(life, `${name} @ Acme, needs a storage engineer, coffee fri`, name);
    table.add('save, from the tap to written', 100, tap);
    table.add('  of which the replica', undefined, took);
  }
}

/** Each view for the first time in the life of the page, one after the other. */
async function views(life, { url, journal }) {
  await coldNow(life, url);
  const { page } = life;
  table.add('People', 1000, await go(page, '#/people', 'people'));
  table.add('People, scrolled to the middle', 1000, await middle(page));
  table.add(
    'a person with 200 times together',
    1000,
    await go(page, `#/person/${journal.person}`, 'person', journal.name),
  );
  table.add('an event with 100 people', 1000, await go(page, '#/event', 'event'));
  table.add('Devices', 1000, await go(page, '#/devices', 'devices'));
  table.add('Moves, of 2,000', 1000, await go(page, '#/moves', 'moves'));
  table.add('Now, again', 1000, await go(page, '#/', 'now'));
}
