// What the page weighs: node build/sizes.mjs FOLDER prints each file as it is and as it travels, and holds what a first
// visit loads, the script that starts the page, and what is loaded later to their budgets.
//
// A first visit loads what the page's markup names, the modules that those import, and all that the service worker then
// keeps. Every other file is loaded later.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const budgets = { shell: 40_000, first: 1_100_000, later: 400_000 };
const start = 'index.html';
const keeper = 'sw.js';

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((name) => !/\.(br|gz)$/.test(name));
  const size = async (file) => (await stat(file).catch(() => undefined))?.size;
  return Promise.all(
    names.sort().map(async (name) => {
      const file = path.join(folder, name);
      const raw = await size(file);
      return { name, raw, travels: (await size(`${file}.br`)) ?? raw };
    }),
  );
}

/** The files that a text names by their whole addresses. */
function namedIn(text) {
  return [...text.matchAll(/(?:src|href)="\/?([^"]+)"/g)].map(([, name]) => name);
}

/** What a module cannot run without: `import{a}from"./b.js"` and `import"./b.js"`, but not `import("./b.js")`. */
function importedBy(text) {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+)["']/g)].map(([, name]) => `assets/${name}`);
}

/** What the service worker loads as it is installed, and whether it asks past the browser's own cache. */
function keptBy(text) {
  return [...text.matchAll(/\{url:"([^"]+)",revision:(null|"[^"]*")\}/g)].map(([, name, revision]) => ({
    name,
    anew: revision !== 'null',
  }));
}

/** What the service worker's own script is made of besides. */
function partsOf(text) {
  return [...text.matchAll(/importScripts\(([^)]*)\)/g)].flatMap(([, names]) =>
    [...names.matchAll(/"\/?([^"]+)"/g)].map(([, name]) => name),
  );
}

/** These modules and all that they import, or that those import. */
async function withImports(folder, names) {
  const reached = new Set();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (!reached.has(name)) {
      reached.add(name);
      const text = name.endsWith('.js') ? await readFile(path.join(folder, name), 'utf8') : '';
      waiting.push(...importedBy(text));
    }
  }
  return reached;
}

/** The names of what a first visit loads; twice where both the page and the service worker ask the daemon for it. */
async function firstVisit(folder) {
  const text = (name) => readFile(path.join(folder, name), 'utf8');
  const kept = keptBy(await text(keeper));
  if (kept.length === 0) {
    throw new Error(`no list of files is found in ${keeper}`);
  }
  const named = [start, ...namedIn(await text(start)), ...partsOf(await text(keeper))];
  const again = kept.filter(({ name, anew }) => anew && named.includes(name)).map(({ name }) => name);
  const once = await withImports(folder, [keeper, ...named, ...kept.map(({ name }) => name)]);
  const modules = [...once].filter((name) => name !== keeper && name.endsWith('.js'));
  const ownParts = partsOf(await text(keeper));
  const lost = modules.find((name) => !ownParts.includes(name) && !kept.some((one) => one.name === name));
  if (lost !== undefined) {
    throw new Error(`${lost} would be missing without a network: the service worker does not keep it`);
  }
  return [...once, ...again];
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
const row = (name, raw, travels) => console.log(`${name.padEnd(52)}${kilobytes(raw)}${kilobytes(travels)}`);

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('usage: node build/sizes.mjs FOLDER');
}
const files = await filesOf(folder);
const called = (name) => {
  const found = files.find((file) => file.name === name);
  if (found === undefined) {
    throw new Error(`${name} is asked for and not there`);
  }
  return found;
};
const scripts = namedIn(await readFile(path.join(folder, start), 'utf8')).filter((name) => name.endsWith('.js'));
const first = await firstVisit(folder);
const groups = {
  shell: [...(await withImports(folder, scripts))].map(called),
  first: first.map(called),
  later: files.filter((file) => !first.includes(file.name)),
};
console.log(`${'file'.padEnd(52)}${'raw'.padStart(11)}${'brotli'.padStart(11)}`);
for (const { name, raw, travels } of files) {
  row(first.includes(name) ? name : `${name} (later)`, raw, travels);
}
let over = 0;
for (const [group, words] of [
  ['shell', 'the script that starts the page'],
  ['first', 'a first visit'],
  ['later', 'loaded later'],
]) {
  const sum = (what) => groups[group].reduce((total, file) => total + file[what], 0);
  row(`= ${words}`, sum('raw'), sum('travels'));
  // A group without files is one that is not found.
  if (sum('travels') > budgets[group] || groups[group].length === 0) {
    console.log(`  OVER its budget of${kilobytes(budgets[group])}, or not found`);
    over += 1;
  }
}
process.exitCode = over === 0 ? 0 : 1;
