// What the page weighs: node build/sizes.mjs FOLDER prints each file as it is and as it travels, and holds what a first
// visit loads, the script that starts the page, and what is loaded later to their budgets.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const budgets = { shell: 40_000, first: 1_100_000, later: 400_000 };

/** What is loaded when it is asked for: reading files of contacts. */
const later = /\/(mingle_importer|reader)[^/]*$/;

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

/** The scripts that the page's own markup names: what runs before anything is drawn. */
async function shellScripts(folder) {
  const markup = await readFile(path.join(folder, 'index.html'), 'utf8');
  return [...markup.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map(([, name]) => name);
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
const row = (name, raw, travels) => console.log(`${name.padEnd(52)}${kilobytes(raw)}${kilobytes(travels)}`);

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('usage: node build/sizes.mjs FOLDER');
}
const files = await filesOf(folder);
const shell = await shellScripts(folder);
const groups = {
  shell: files.filter((file) => shell.includes(file.name)),
  first: files.filter((file) => !later.test(`/${file.name}`)),
  later: files.filter((file) => later.test(`/${file.name}`)),
};
console.log(`${'file'.padEnd(52)}${'raw'.padStart(11)}${'brotli'.padStart(11)}`);
for (const { name, raw, travels } of files) {
  row(name, raw, travels);
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
