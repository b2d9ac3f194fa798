// The page's replica in Chromium: node test/worker.mjs FOLDER, where FOLDER has the compiled module.

import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPage } from './chromium.mjs';
import { serve } from './server.mjs';

const pages = path.join(path.dirname(fileURLToPath(import.meta.url)), 'pages');
const device = '0'.repeat(52);
const ticket = '12345678901234567890123450';
const entry = {
  ticket,
  text: 'Zoë Müller @ Acme, needs a storage engineer, coffee fri',
  corrections: [],
  at: Date.now(),
  offset: 0,
};

async function keeps(page) {
  const ask = (calls) => page.evaluate((order) => globalThis.ask(order), { device, calls });
  const first = await ask([
    ['be_device', 'Phone', 'phone'],
    ['preview', entry.text, undefined, []],
    ['log', entry],
    ['log', entry],
    ['changes'],
    ['changes'],
  ]);
  assert.equal(first.broken, undefined);
  const [, preview, logged, again, changes, nothing] = first.answers;
  assert.equal(preview.lines[0].title, 'Zoë Müller');
  assert.equal(logged[0].person.name, 'Zoë Müller');
  assert.deepEqual(again[0].person.id, logged[0].person.id);
  assert.ok(['contact', 'devices', 'interaction', 'move'].every((kind) => changes.kinds.includes(kind)));
  assert.deepEqual(nothing.kinds, []);

  // Another worker finds what the first one left on the disk.
  const { id } = logged[0].person;
  const second = await ask([
    ['find', 'muller', 10],
    ['person', id],
    ['due', 10],
    ['now'],
    ['devices'],
    ['status'],
    ['call'],
  ]);
  assert.equal(second.broken, undefined);
  const [found, person, due, now, devices, status, called] = second.answers;
  assert.ok(found.some((one) => one.id === id));
  assert.equal(person.contact.org, 'Acme');
  assert.equal(due.mine.length, 1);
  assert.equal(now.people, 1);
  assert.deepEqual(
    devices.map((row) => [row.device, row.name, row.kind]),
    [[device, 'Phone', 'phone']],
  );
  assert.equal(status.documents, 6);
  assert.equal(called.effects[0].do, 'send');
  assert.ok(called.effects[0].bytes.length > 0);

  const problem = await ask([['snooze', id, 'never']]);
  assert.deepEqual(Object.keys(problem.problem).sort(), ['code', 'hint', 'message']);
  console.log(`ok: opened in ${first.opened.toFixed(0)} ms, then in ${second.opened.toFixed(0)} ms`);
}

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('usage: node test/worker.mjs FOLDER');
}
const server = await serve({ '/': pages, '/worker/': path.resolve(folder) });
try {
  await withPage(`${server.origin}/replica.html`, keeps);
} finally {
  await server.close();
}
