// What a phone's camera sees in a test: a film that is made here, of a code as the page's own module draws it.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chance } from './chance.mjs';
import { frameOf, sceneOf } from './reading/scene.mjs';

const generated = path.resolve(import.meta.dirname, '../generated');
const [width, height] = [640, 480];
/** A desk, a sheet of paper, ink: as bright as in a room in the evening. */
const [desk, paper, ink] = [70, 185, 45];

/** A code of `text`: how many modules a side has, and its rows of 0 and 1. */
export async function drawn(text) {
  const made = await import(pathToFileURL(path.join(generated, 'mingle_reader.js')));
  made.initSync({ module: await readFile(path.join(generated, 'mingle_reader_bg.wasm')) });
  return made.drawn(text);
}

/** A grey picture of the code, turned by `turn` radians. */
function picture({ side, rows }, turn) {
  const bright = Buffer.alloc(width * height, desk);
  const module = (height * 0.62) / (side + 8);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const column = Math.floor((dx * cos + dy * sin) / module + side / 2);
      const row = Math.floor((dy * cos - dx * sin) / module + side / 2);
      if (Math.min(column, row) >= -4 && Math.max(column, row) < side + 4) {
        bright[y * width + x] = rows[row]?.[column] === '1' ? ink : paper;
      }
    }
  }
  return bright;
}

/**
 * Writes a film of a scene of this kind (`reading/scene.mjs`), a card that a hand holds out: each picture is another
 * moment of the same sort of light and way of holding it.
 */
export async function filmOf(kind, file, text, seed) {
  const code = await drawn(text);
  const luck = chance(seed);
  const pictures = [];
  while (pictures.length < 6) {
    const scene = sceneOf(kind, luck, code);
    if (scene.width === width && scene.height === height) {
      const { data } = frameOf(scene, code, luck);
      pictures.push(Buffer.from(data.filter((_, at) => at % 4 === 0)));
    }
  }
  return write(file, pictures);
}

/** Writes a film to `file` (YUV4MPEG2) in which the code of `text` is held out, not quite straight. */
export async function film(file, text) {
  const code = await drawn(text);
  return write(
    file,
    [0.06, 0.08, 0.1, 0.08].map((turn) => picture(code, turn)),
  );
}

async function write(file, pictures) {
  const grey = Buffer.alloc((width * height) / 2, 128);
  const frames = pictures.flatMap((bright) => [Buffer.from('FRAME\n'), bright, grey]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(file, Buffer.concat([head, ...frames]));
  return file;
}

/** Flags of a Chromium whose camera shows this film, and whose owner has allowed it. */
export function sees(file) {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** Flags of a Chromium that has a camera and whose owner does not allow it. */
export const refused = ['--use-fake-device-for-media-stream', '--deny-permission-prompts'];
