// Every view and state of the page, in both themes, on a phone and on a laptop: node test/views.mjs DIST PICTURES,
// where DIST has the built page and PICTURES is the folder for the pictures; then `phone` or `wide` for one screen only,
// `--only WORDS` for the steps that are called so, and `--pictures DOCS` to renew README's pictures. Fails on whatever axe-core finds, on what the page throws, and on
// any request that leaves the page's origin.

import path from 'node:path';
import { refused } from './camera.mjs';
import { Booth, screens } from './look/booth.mjs';
import { fill } from './look/journal.mjs';
import { compose, pose } from './look/readme.mjs';
import { adding, ended } from './look/scenes/adding.mjs';
import { handed, mine, photographed, scanning, theirs, turned } from './look/scenes/cards.mjs';
import { coffee, questions } from './look/scenes/coffee.mjs';
import { gone, list, nowAndMoves, person } from './look/scenes/daily.mjs';
import { alone, connected, data } from './look/scenes/devices.mjs';
import { event, eventTurned } from './look/scenes/event.mjs';
import { aloneHere, onIpad, onIphone, onPhone } from './look/scenes/joining.mjs';
import { firstRun, writing } from './look/scenes/log.mjs';
import { keys, large, noJournal, onItsSide, secondWindow } from './look/scenes/shell.mjs';
import { policy, steps } from './look/scenes/steps.mjs';
import { serve } from './server.mjs';

const stepsDist = path.resolve(import.meta.dirname, '../steps/dist');

/** Goes through everything on one screen; returns the booth with what it found. */
async function goThrough(size, origin, pictures) {
  const booth = await Booth.create(size, origin, pictures);
  try {
    await booth.start(refused);
    const screen = await booth.open();
    const step = async (name, work) => (isWanted(name) ? await told(`${name} (${size})`, booth, work) : undefined);
    await step('first run', () => firstRun(booth, screen));
    const people = (await step('the line', () => writing(booth, screen))) ?? (await fill(screen));
    await step('now and moves', () => nowAndMoves(booth, screen, people));
    await step('people', () => list(booth, screen));
    await step('a person', () => person(booth, screen, people));
    await step('gone', () => gone(booth, screen, people));
    await step('a coffee', () => coffee(booth, screen, people));
    await step('questions', () => questions(booth, screen, people));
    await step('an event', () => event(booth, screen));
    await step('their card', () => theirs(booth, screen));
    await step('a photo of a card', () => photographed(booth, screen));
    await step('they type it', () => handed(booth, screen));
    await step('my card', () => mine(booth, screen));
    await step('alone', () => alone(booth, screen));
    await step('on its own', () => aloneHere(booth, screen));
    await step('connected', () => connected(booth, screen));
    if (docs !== undefined) {
      await pose(size, screen, people, poses);
    }
    await step('adding a phone', () => adding(booth, screen));
    await step('codes that ended', () => ended(booth, screen));
    await step('in and out', () => data(booth, screen));
    await step('keys', () => keys(booth, screen));
    await step('a second window', () => secondWindow(booth));
    if (size === 'phone') {
      await step('large words', () => large(booth, screen, people));
      await step('cards, large and on their side', () => turned(booth, screen));
      await step('on its side', () => onItsSide(booth, screen));
      await step('an event, large, narrow and on its side', () => eventTurned(booth, screen));
    }
    await step('no journal', () => noJournal(booth));
    console.log(`        ${size}: ${booth.looks} looks, ${await booth.leave()} requests`);
  } finally {
    await booth.end();
  }
  return booth;
}

const isWanted = (name) => name.includes(wanted);

async function told(name, booth, work) {
  const start = performance.now();
  const before = booth.found.length;
  const result = await work().catch(async (error) => {
    await booth.keep(`stopped-${name}`);
    throw error;
  });
  const found = booth.found.slice(before);
  console.log(
    `${found.length === 0 ? 'ok     ' : 'BROKEN '} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
  );
  for (const words of found) {
    console.log(`        ${words}`);
  }
  return result;
}

/** What is seen in browsers of its own; returns their booths. */
async function around(size, folder) {
  const pages =
    size === 'phone' ? [onPhone, onIphone, onIpad, scanning].map((work) => () => work(server.origin, folder)) : [];
  const found = [];
  for (const work of [...pages, () => steps(stepsServer, world, size, folder)]) {
    found.push(...[await work()].flat());
  }
  for (const words of found.flatMap((booth) => booth.found)) {
    console.log(`BROKEN  ${words}`);
  }
  console.log(`ok      a phone that belongs to nobody yet, and the steps (${size})`);
  return found;
}

/** What the laptop answers to the steps page, as the world is just then. */
function stepsAnswers(now) {
  return {
    asked: {
      '/steps.json': () => (now.here ? now.laptop : undefined),
      '/trusted': () => (now.here ? {} : undefined),
    },
    headers: { 'content-security-policy': policy },
  };
}

const words = process.argv.slice(2);
const at = words.indexOf('--pictures');
const docs = at < 0 ? undefined : words.splice(at, 2)[1];
const onlyAt = words.indexOf('--only');
const wanted = onlyAt < 0 ? '' : words.splice(onlyAt, 2)[1];
const [dist, pictures, only] = words;
const poses = {};
if (dist === undefined || pictures === undefined) {
  throw new Error('usage: node test/views.mjs DIST PICTURES [phone|wide] [--only WORDS] [--pictures DOCS]');
}
const server = await serve({ '/': path.resolve(dist) });
const world = {};
const stepsServer = await serve({ '/': stepsDist, '/steps/': stepsDist }, {}, stepsAnswers(world));
const booths = [];
let looks = 0;
let found = 0;
try {
  for (const size of Object.keys(screens).filter((one) => only === undefined || one === only)) {
    const booth = await goThrough(size, server.origin, path.resolve(pictures));
    booths.push(booth, ...(wanted === '' ? await around(size, path.resolve(pictures)) : []));
  }
  for (const booth of booths) {
    looks += booth.looks;
    found += booth.found.length;
  }
  if (docs !== undefined) {
    await compose(poses, path.resolve(docs));
  }
  console.log(`${looks} looks, ${found} things found`);
  process.exitCode = found === 0 && looks > 0 ? 0 : 1;
} finally {
  await server.close();
  await stepsServer.close();
}
