// The worker that reads codes in pictures, understands what they say, and draws one's own: apart from the page, whose camera
// goes on meanwhile, and from the replica. Two modules, each loaded at its first use: one knows pictures, one knows cards.

import { expose } from 'comlink';
import initCards, { card_of, named, type ScannedThing, understand_code, understand_text } from '#importer';
import initPictures, { type DrawnCode, drawn, type FoundCode, Picture } from '#reader';
import type { Contact, Problem } from '#worker';

/** What reads codes is not here yet, and there is no network that it could come by. */
const notLoaded: Problem = {
  code: 'reader-not-loaded',
  message: 'What reads codes is not on this device yet.',
  hint: 'Open Mingle once while your laptop can be reached: then it stays here.',
};

/** The longer side up to which a still picture is read: a larger one shows no more of a code that fills it. */
const stillSide = 1920;

/** A code that was read, and what it says. */
export interface ReadCode {
  says: ScannedThing;
  /** As in `FoundCode`. */
  corners: number[];
}

/** One's own card, to be shown. */
export interface ShownCard {
  text: string;
  code: DrawnCode;
  /** The same in ASCII alone, for readers that show other letters wrong; none where the first is that already. */
  ascii: DrawnCode | undefined;
}

let cards: Promise<unknown> | undefined;
let pictures: Promise<unknown> | undefined;
/** Which of the ways of looking comes after the first: those that one frame had no time for are the next one's. */
let turn = 0;

/** Loads both; what did not load is tried again at the next call. */
async function loaded(): Promise<void> {
  cards ??= initCards();
  pictures ??= initPictures();
  try {
    await Promise.all([cards, pictures]);
  } catch {
    cards = undefined;
    pictures = undefined;
    throw notLoaded;
  }
}

function look({ data, width, height }: ImageData, budget: number): FoundCode[] {
  const end = performance.now() + budget;
  const picture = new Picture(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height, turn);
  try {
    let found = picture.look();
    while (found?.length === 0 && performance.now() < end) {
      turn += 1;
      found = picture.look();
    }
    return found ?? [];
  } finally {
    picture.free();
  }
}

function understood(found: FoundCode[]): ReadCode[] {
  return found.map(({ bytes, corners }) => ({ says: understand_code(bytes), corners }));
}

const reader = {
  /** The codes of a camera's frame. No way of looking is begun after `budget` milliseconds. */
  async frame(picture: ImageData, budget: number): Promise<ReadCode[]> {
    await loaded();
    return understood(look(picture, budget));
  },

  /** The codes of a still picture, upright or not: every way of looking is tried. */
  async still(file: Blob): Promise<ReadCode[]> {
    await loaded();
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, stillSide / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale)];
    const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    canvas?.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const picture = canvas?.getImageData(0, 0, width, height);
    return picture === undefined ? [] : understood(look(picture, Number.POSITIVE_INFINITY));
  },

  /** What a pasted or shared text says. */
  async text(text: string): Promise<ScannedThing> {
    await loaded();
    return understand_text(text);
  },

  /** Somebody who can be reached, with their name: what `importBatch` takes; nothing for a blank name. */
  async named({ emails, phones, links }: Contact, name: string): Promise<Uint8Array | undefined> {
    await loaded();
    return named(name, Object.keys(emails), Object.keys(phones), Object.keys(links));
  },

  /** A text as a code; nothing where it is too long for one. */
  async code(text: string): Promise<DrawnCode | undefined> {
    await loaded();
    return drawn(text);
  },

  /** One's own card as codes; nothing without a name, or where there is more on it than any code holds. */
  async mine({ name, org, role, emails, phones, links }: Contact): Promise<ShownCard | undefined> {
    await loaded();
    const card = card_of(name, org, role, Object.keys(emails), Object.keys(phones), Object.keys(links));
    const code = card && drawn(card.text);
    return code && { text: card.text, code, ascii: card.ascii === null ? undefined : drawn(card.ascii) };
  },
};

export type CardReader = typeof reader;

expose(reader);
