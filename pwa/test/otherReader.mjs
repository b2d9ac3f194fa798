// Codes on the screen, read by a program that is not ours.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** What zxing reads in a picture of the screen; undefined where it finds no code. */
export async function readByOther(png) {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const { buffer } = new Uint8Array(await readFile(file));
  await prepareZXingModule({ overrides: { wasmBinary: buffer }, fireImmediately: true });
  const [found] = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'] });
  return found && Buffer.from(found.bytes).toString('utf8');
}
