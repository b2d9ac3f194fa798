// A photo of somebody's paper card, as a phone's camera writes it: lying on its side, with where and by what it was taken;
// and what stands in a JPEG besides its picture.

import { drawn } from './camera.mjs';

/** As the camera holds it; upright it is 1800 wide and 2400 high. */
const stored = [2400, 1800];
export const secret = 'Rua do Farol 7';

/**
 * A JPEG of a card that is red above and blue below once it is upright, with a code of `text` on it if there is any; with
 * `grain`, as of a sensor in a dark room, it stays a large file however it is made smaller.
 */
export async function cardPhoto(page, text, { grain = false } = {}) {
  const code = text === undefined ? undefined : await drawn(text);
  const base64 = await page.evaluate(paint, { stored, code, grain });
  const jpeg = Buffer.from(base64, 'base64');
  return Buffer.concat([jpeg.subarray(0, 2), exif(), comment(), jpeg.subarray(2)]);
}

/** Runs in the page: draws what is upright as it lies in the camera, a quarter turn to the left. */
async function paint({ stored: [width, height], code, grain }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context.setTransform(0, -1, 1, 0, 0, height);
  context.fillStyle = 'rgb(200 30 30)';
  context.fillRect(0, 0, height, width / 2);
  context.fillStyle = 'rgb(30 30 200)';
  context.fillRect(0, width / 2, height, width / 2);
  if (code !== undefined) {
    const module = 14;
    const side = (code.side + 8) * module;
    const [left, top] = [(height - side) / 2, (width - side) / 2];
    context.fillStyle = 'white';
    context.fillRect(left, top, side, side);
    context.fillStyle = 'black';
    for (const [y, row] of code.rows.entries()) {
      for (const [x, dark] of [...row].entries()) {
        if (dark === '1') {
          context.fillRect(left + (x + 4) * module, top + (y + 4) * module, module, module);
        }
      }
    }
  }
  if (grain) {
    const picture = context.getImageData(0, 0, width, height);
    for (let at = 0; at < picture.data.length; at += 1) {
      picture.data[at] += (Math.random() - 0.5) * 700;
    }
    context.putImageData(picture, 0, 0);
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let words = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    words += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(words);
}

/** A segment of a JPEG (ITU-T T.81, B.1.1.4). */
function segment(marker, ...parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

function comment() {
  return segment(0xfe, Buffer.from(`Taken at ${secret}`));
}

/** Exif 2.32 in little-endian TIFF: turned by a quarter (orientation 6), the camera's maker, and where it was. */
function exif() {
  const maker = Buffer.from('Farol Optics\0');
  const entry = (tag, type, count, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(count, 4);
    Buffer.isBuffer(value) ? value.copy(bytes, 8) : bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const folder = (...entries) => Buffer.concat([Buffer.from([entries.length, 0]), ...entries, Buffer.alloc(4)]);
  const size = (entries) => 2 + entries * 12 + 4;
  const makerAt = 8 + size(3);
  const placeAt = makerAt + maker.length + 1;
  const degreesAt = placeAt + size(2);
  const degrees = Buffer.alloc(24);
  for (const [at, part] of [38, 1, 43, 1, 1234, 100].entries()) {
    degrees.writeUInt32LE(part, at * 4);
  }
  return segment(
    0xe1,
    Buffer.from('Exif\0\0'),
    Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]),
    folder(entry(0x010f, 2, maker.length, makerAt), entry(0x0112, 3, 1, 6), entry(0x8825, 4, 1, placeAt)),
    maker,
    Buffer.alloc(1),
    folder(entry(1, 2, 2, Buffer.from('N\0')), entry(2, 5, 3, degreesAt)),
    degrees,
  );
}

/** The segments of a JPEG before its picture, and how many bytes stand behind its end: `[['e0', 'JFIF'], ...]`. */
export function segments(jpeg) {
  const found = [];
  let at = 2;
  while (jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    const length = jpeg.readUInt16BE(at + 2);
    const words = jpeg.subarray(at + 4, at + 8).toString('latin1');
    found.push([jpeg[at + 1].toString(16), words]);
    at += 2 + length;
  }
  const end = jpeg.lastIndexOf(Buffer.from([0xff, 0xd9]));
  return { found, behind: jpeg.length - end - 2 };
}

/** The sides of the picture that a JPEG holds, whichever of them is to be up (ITU-T T.81, B.2.2). */
export function sides(jpeg) {
  const at = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
}

/** How a picture is shown: its sides, and its colours above and below. */
export async function seen(page, jpeg) {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const colour = (y) => {
      const [red, , blue] = context.getImageData(picture.width / 2, y, 1, 1).data;
      return red > blue ? 'red' : 'blue';
    };
    return { width: picture.width, height: picture.height, above: colour(20), below: colour(picture.height - 20) };
  }, jpeg.toString('base64'));
}
