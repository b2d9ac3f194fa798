// A photo made ready to be kept: upright, no larger than a screen shows, and with nothing in it but the picture. What a camera
// writes into a file besides, such as where it was taken, does not survive being drawn and written anew.

import type { AttachmentAbout, AttachmentRow, DocumentId, Problem } from '#worker';
import { host } from '../replica/host.svelte';

/** The longer sides of what is kept, and of the small picture for lists, in pixels. */
const side = 1600;
const smallSide = 240;
/** Every browser writes JPEG; text on a card stays readable at this quality, and 1600 pixels come to some 300 kB. */
const media = 'image/jpeg';
const quality = 0.82;

/** What `attach` takes besides the record. */
export interface ReadyPhoto {
  bytes: Uint8Array;
  thumbnail: Uint8Array;
  about: AttachmentAbout;
}

/** Makes a photo ready; `taken` is when it was taken, in milliseconds since 1970. Rejects with a Problem: `picture-unreadable`. */
export async function readyPhoto(photo: Blob, name: string, taken: number | null): Promise<ReadyPhoto> {
  const whole = await createImageBitmap(photo, { imageOrientation: 'from-image' }).catch(noPicture);
  try {
    const { bytes, pixels } = await drawn(whole, side);
    const { bytes: thumbnail } = await drawn(whole, smallSide);
    return { bytes, thumbnail, about: { media, name, pixels, taken } };
  } finally {
    whole.close();
  }
}

/** Keeps it with a person; where it is kept with them already, that one. */
export async function keepPhoto(person: DocumentId, photo: ReadyPhoto): Promise<AttachmentRow> {
  const { bytes, thumbnail, about } = photo;
  const there = await host.journal.attachments_of(person);
  const same = there.find((one) => one.size === bytes.length && one.taken === about.taken && one.name === about.name);
  return same ?? host.journal.attach(person, bytes, thumbnail, about);
}

/** Width and height with the longer one at most `longest`, neither less than 1. */
export function fitted(width: number, height: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  const fit = (length: number) => Math.max(1, Math.round(length * scale));
  return [fit(width), fit(height)];
}

function noPicture(): never {
  throw { code: 'picture-unreadable', message: 'This file is no picture.', hint: null } satisfies Problem;
}

async function drawn(picture: ImageBitmap, longest: number): Promise<{ bytes: Uint8Array; pixels: [number, number] }> {
  const pixels = fitted(picture.width, picture.height, longest);
  const canvas = new OffscreenCanvas(...pixels);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) {
    throw new Error('This browser draws no pictures.');
  }
  // What is see-through would come out black.
  context.fillStyle = 'white';
  context.fillRect(0, 0, ...pixels);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, ...pixels);
  const blob = await canvas.convertToBlob({ type: media, quality });
  return { bytes: new Uint8Array(await blob.arrayBuffer()), pixels };
}
