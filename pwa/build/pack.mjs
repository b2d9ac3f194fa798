// Puts a .br and a .gz beside every file of a folder that they make smaller: node build/pack.mjs FOLDER.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What is packed already, or as small as a packet. */
const packed = new Set(['.png', '.woff2', '.br', '.gz']);
const smallest = 512;

const ways = {
  '.br': (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  '.gz': (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

async function pack(file) {
  const bytes = await readFile(file);
  if (packed.has(path.extname(file)) || bytes.length < smallest) {
    return;
  }
  for (const [ending, way] of Object.entries(ways)) {
    const smaller = await way(bytes);
    if (smaller.length < bytes.length) {
      await writeFile(file + ending, smaller);
    }
  }
}

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('usage: node build/pack.mjs FOLDER');
}
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
await Promise.all(
  entries.filter((entry) => entry.isFile()).map((entry) => pack(path.join(entry.parentPath, entry.name))),
);
