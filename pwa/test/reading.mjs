// Codes in pictures: node test/reading.mjs GENERATED. Two hundred vCard codes in frames that are made here are read by
// the page's module and by zxing-wasm, set to look as hard as it can; the table says how many of each kind each has read,
// and in what time. It fails if ours reads fewer. Then one's own card is read by both, also by a reader that takes every
// code for ISO-8859-1, Shift_JIS or Big5.
//
// MINGLE_SEED names a seed; without it, the frames are always the same ones.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { chance } from './chance.mjs';
import { person } from './reading/people.mjs';
import { frameOf, kinds, sceneOf } from './reading/scene.mjs';

const each = 20;
const usualSeed = 20261122;
/** What a camera's frame may cost, in milliseconds. */
const frameBudget = 60;
const hardest = {
  formats: ['QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: true,
  maxNumberOfSymbols: 1,
};

const generated = path.resolve(process.argv[2] ?? 'generated');

async function module(name) {
  const made = await import(pathToFileURL(path.join(generated, `${name}.js`)));
  made.initSync({ module: await readFile(path.join(generated, `${name}_bg.wasm`)) });
  return made;
}

const [{ Picture, drawn }, { card_of, understand_code, understand_text }] = await Promise.all([
  module('mingle_reader'),
  module('mingle_importer'),
]);
const theirs = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const { buffer } = new Uint8Array(await readFile(theirs));
await prepareZXingModule({ overrides: { wasmBinary: buffer }, fireImmediately: true });

const cardOf = ({ name, org, role, emails, phones, links }) => card_of(name, org, role, emails, phones, links);

/** What ours reads, looking in every way or for as long as `budget` says; and in what time. */
function byOurs({ data, width, height }, budget = Number.POSITIVE_INFINITY) {
  const start = performance.now();
  const picture = new Picture(new Uint8Array(data.buffer), width, height, 0);
  let found = picture.look();
  while (found?.length === 0 && performance.now() - start < budget) {
    found = picture.look();
  }
  picture.free();
  return { said: found?.map(({ bytes }) => bytes)[0], took: performance.now() - start };
}

async function byTheirs(frame, options = {}) {
  const start = performance.now();
  const [found] = await readBarcodes(frame, { ...hardest, ...options });
  return { said: found?.bytes, text: found?.text, took: performance.now() - start };
}

const same = (bytes, text) => bytes !== undefined && Buffer.from(bytes).equals(Buffer.from(text));
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

function row(name, { frames, ours, inTime, theirs }) {
  const share = (count) => `${count}/${frames}`.padStart(9);
  const time = (times) => `${median(times).toFixed(0)} ms`.padStart(8);
  console.log(
    `${name.padEnd(16)}${share(ours.read)}${time(ours.times)}${share(inTime)}${share(theirs.read)}${time(theirs.times)}`,
  );
}

async function compare(seed) {
  console.log(
    `codes in frames, ${each} of each kind, seed ${seed}; 'in ${frameBudget}': of ours, in the time of one frame`,
  );
  console.log(
    `${'kind'.padEnd(16)}${'ours'.padStart(9)}${''.padStart(8)}${`in ${frameBudget}`.padStart(9)}${'zxing'.padStart(9)}`,
  );
  const none = () => ({ frames: 0, inTime: 0, ours: { read: 0, times: [] }, theirs: { read: 0, times: [] } });
  const all = none();
  for (const [index, kind] of Object.keys(kinds).entries()) {
    const sums = none();
    for (let number = 0; number < each; number += 1) {
      const luck = chance(seed + index * 1000 + number);
      const { text } = cardOf(person(luck));
      const code = drawn(text);
      const frame = frameOf(sceneOf(kind, luck, code), code, luck);
      const [ours, quick, theirs] = [byOurs(frame), byOurs(frame, frameBudget), await byTheirs(frame)];
      if (process.env.MINGLE_SAY_WHICH !== undefined && same(ours.said, text) !== same(theirs.said, text)) {
        console.log(`  ${kind} ${number}: ours ${same(ours.said, text)}, zxing ${same(theirs.said, text)}`);
      }
      for (const sum of [sums, all]) {
        sum.frames += 1;
        sum.inTime += Number(same(quick.said, text));
        sum.ours.read += Number(same(ours.said, text));
        sum.theirs.read += Number(same(theirs.said, text));
        sum.ours.times.push(ours.took);
        sum.theirs.times.push(theirs.took);
      }
    }
    row(kind, sums);
  }
  row('all', all);
  return all.ours.read >= all.theirs.read;
}

/** A code as a screen shows it, four pixels a module. */
function shown({ side, rows }) {
  const [scale, width] = [4, (side + 8) * 4];
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let at = 0; at < width * width; at += 1) {
    const [u, v] = [Math.floor((at % width) / scale) - 4, Math.floor(at / width / scale) - 4];
    if (rows[v]?.[u] === '1') {
      data.fill(0, at * 4, at * 4 + 3);
    }
  }
  return { data, width, height: width };
}

/** One's own card in both forms: which of what readers assume shows it as it is. */
async function ownCards(seed) {
  const sets = ['', 'ISO8859_1', 'Shift_JIS', 'Big5'];
  const right = { first: {}, ascii: {} };
  let failed = 0;
  for (let number = 0; number < 40; number += 1) {
    const mine = person(chance(seed + number));
    const { text, ascii } = cardOf(mine);
    for (const [form, words] of [
      ['first', text],
      ['ascii', ascii],
    ].filter(([, words]) => words !== null)) {
      const frame = shown(drawn(words));
      const ours = byOurs(frame).said;
      const people = ours === undefined ? [] : understand_code(ours).people;
      failed += Number(people[0]?.name !== mine.name || people[0]?.org !== mine.org);
      for (const set of sets) {
        const { text: read } = await byTheirs(frame, set === '' ? {} : { characterSet: set });
        const as = understand_text(read ?? '').people?.[0];
        const is = as?.name === mine.name && as?.org === mine.org && as?.role === mine.role;
        right[form][set] = { of: (right[form][set]?.of ?? 0) + 1, is: (right[form][set]?.is ?? 0) + Number(is) };
        // The form in ASCII is right whatever is assumed; the first, where nothing is assumed.
        failed += Number(!is && (form === 'ascii' || set === ''));
      }
    }
  }
  console.log('\none’s own card, right in a reader that assumes');
  for (const [form, sets] of Object.entries(right)) {
    const told = Object.entries(sets).map(([set, { is, of }]) => `${set || 'nothing'} ${is}/${of}`);
    console.log(`  ${form.padEnd(8)}${told.join(', ')}`);
  }
  return failed === 0;
}

const seed = Number(process.env.MINGLE_SEED ?? usualSeed);
const readsMore = await compare(seed);
const isRight = await ownCards(seed);
if (!readsMore || !isRight) {
  console.error(readsMore ? 'one’s own card is read wrong' : 'zxing-wasm reads more than ours');
  process.exitCode = 1;
}
