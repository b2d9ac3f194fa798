// A picture as a small file: Chromium packs its PNG for speed. By the PNG specification, third edition.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** The same picture (8 bits a channel, RGB or RGBA, as Chromium makes them), packed for size. */
export function repack(png) {
  const parts = chunks(png);
  const header = parts.find(({ type }) => type === 'IHDR').data;
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const packed = Buffer.concat(parts.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const rows = unfiltered(inflateSync(packed), width * channels, height, channels);
  // Flat colours and letters pack best as they are.
  const plain = Buffer.concat(rows.flatMap((row) => [Buffer.from([0]), row]));
  const data = deflateSync(plain, { level: 9, memLevel: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunks(png) {
  const found = [];
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    found.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return found;
}

function chunk(type, data) {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length, 0);
  made.write(type, 4, 'latin1');
  data.copy(made, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
}

/** The rows of a picture as they were before each was written as the difference from its neighbours. */
function unfiltered(bytes, length, height, step) {
  const rows = [];
  let above = Buffer.alloc(length);
  for (let line = 0; line < height; line += 1) {
    const start = line * (length + 1);
    const row = Buffer.from(bytes.subarray(start + 1, start + 1 + length));
    for (let at = 0; at < length; at += 1) {
      const left = at < step ? 0 : row[at - step];
      const corner = at < step ? 0 : above[at - step];
      row[at] += [0, left, above[at], (left + above[at]) >> 1, paeth(left, above[at], corner)][bytes[start]];
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one));
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
}
