// What was read of a card and is not saved or put away yet, as it outlives the tab: words as a draft, a photo as what it is.

import type { ReadyPhoto } from '../../cards/photo';
import { cardDraft as draft, drafts } from '../../replica/drafts.svelte';
import { keptDrafts } from '../../replica/kept';
import type { Read } from './theirs.svelte';

/** What was read, and which of the things that other apps have shared it was. */
interface Left {
  read: Read;
  shared: string | undefined;
}

/** Of `Left`, with all that is in it: to be counted up with any change. What has another one is not taken up. */
const shape = 1;
/** The cache in which the photo waits, as its two pictures. */
const photos = 'card';
const [whole, small] = ['/card/whole', '/card/small'];

/** Keeps it, beyond this tab as far as the browser does. */
export function keepLeft(left: Left): void {
  drafts.set(draft, JSON.stringify({ ...left, read: withoutPictures(left.read), shape }, packed));
  if (left.read.is === 'card' && left.read.card.photo !== undefined) {
    void keepPictures(left.read.card.photo).catch(() => {});
  }
}

/** It was saved, or put away. */
export function dropLeft(): void {
  drafts.drop(draft);
  void caches.delete(photos).catch(() => {});
}

/** Whether something is kept: it goes as somebody is forgotten, too. */
export function isLeft(): boolean {
  return drafts.get(draft) !== undefined;
}

/** What an earlier life of the page has left. A photo that could not be kept is missing on its card. */
export async function takeUpLeft(): Promise<Left | undefined> {
  const words = (await keptDrafts()).get(draft);
  if (words === undefined) {
    return undefined;
  }
  const left = parsed(words);
  if (left === undefined) {
    dropLeft();
    return undefined;
  }
  const { read, shared } = left;
  if (read.is !== 'card' || read.card.photo === undefined) {
    return { read, shared };
  }
  const [bytes, thumbnail] = await Promise.all([whole, small].map(picture));
  const photo = bytes && thumbnail && { ...read.card.photo, bytes, thumbnail };
  return { read: { is: 'card', card: { ...read.card, photo } }, shared };
}

async function keepPictures({ bytes, thumbnail }: ReadyPhoto): Promise<void> {
  const cache = await caches.open(photos);
  await cache.put(whole, new Response(bytes as Uint8Array<ArrayBuffer>));
  await cache.put(small, new Response(thumbnail as Uint8Array<ArrayBuffer>));
}

async function picture(address: string): Promise<Uint8Array | undefined> {
  const answer = await caches.match(address, { cacheName: photos }).catch(() => undefined);
  return answer && new Uint8Array(await answer.arrayBuffer());
}

function parsed(words: string): Left | undefined {
  try {
    const left = JSON.parse(words, unpacked);
    return left.shape === shape ? left : undefined;
  } catch {
    return undefined;
  }
}

function withoutPictures(read: Read): unknown {
  if (read.is !== 'card' || read.card.photo === undefined) {
    return read;
  }
  const { card } = read;
  return { ...read, card: { ...card, photo: { about: card.photo?.about } } };
}

function packed(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { octets: Array.from(value) } : value;
}

function unpacked(_: string, value: unknown): unknown {
  const { octets } = (value ?? {}) as { octets?: number[] };
  return Array.isArray(octets) ? Uint8Array.from(octets) : value;
}
