// Several people at once, as in one code or one text.

import type { DocumentId, Logged, Timestamp } from '#worker';
import { host } from '../../replica/host.svelte';
import { twice } from './twice';

/** Of more people than this nobody meets all at once: they are an address book. */
export const mostMet = 20;

/** Several people's cards, before they are kept. */
export interface Several {
  is: 'people';
  names: string[];
  /** As the importer has read them. */
  bytes: Uint8Array;
  /** How many could not be read. */
  bad: number;
  /** One for each: keeping them twice keeps them once. */
  tickets: DocumentId[];
  at: Timestamp;
  offset: number;
}

/** Writes each down as somebody met now, on whom the journal knows by the card; what broke off goes on where it was. */
export async function saveSeveral({ bytes, tickets, at, offset }: Several): Promise<Logged[]> {
  const saved: Logged[] = [];
  for (const [which, card] of apart(bytes).entries()) {
    const ticket = tickets[which] as DocumentId;
    saved.push(await twice(() => host.journal.save_card({ ticket, at, offset }, card)));
  }
  return saved;
}

/** Each card by itself: a person and a picture, both behind their length in four bytes (`put` in pwa/importer). */
function apart(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cards: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const picture = at + 4 + view.getUint32(at, true);
    const end = picture + 4 + view.getUint32(picture, true);
    cards.push(bytes.slice(at, end));
    at = end;
  }
  return cards;
}
