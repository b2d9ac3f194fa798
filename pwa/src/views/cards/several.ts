// Several people at once, as in one code or one text.

import type { DocumentId, Logged, Problem, Timestamp } from '#worker';
import { host } from '../../replica/host.svelte';
import { twice } from './twice';

/** Of more people than this nobody meets all at once: they are an address book. */
export const mostMet = 20;

/** What it was read from: that decides what may help where it cannot be read, and whether all were surely met now. */
export type From = 'camera' | 'words' | 'file';

/** Several people's cards, before they are kept. */
export interface Several {
  is: 'people';
  from: From;
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

/** What was written down of several people, and what kept another from being so. */
export interface SavedSeveral {
  saved: Logged[];
  /** Of those who are written down. */
  tickets: DocumentId[];
  problem: Problem | undefined;
}

/**
 * Writes each down as somebody met now, on whom the journal knows by the card. One who cannot be is no reason to leave out
 * those after them; done once more, it makes nobody twice.
 */
export async function saveSeveral({ bytes, tickets, at, offset }: Several): Promise<SavedSeveral> {
  const done: SavedSeveral = { saved: [], tickets: [], problem: undefined };
  for (const [which, card] of apart(bytes).entries()) {
    const ticket = tickets[which] as DocumentId;
    try {
      done.saved.push(await twice(() => host.journal.save_card({ ticket, at, offset }, card)));
      done.tickets.push(ticket);
    } catch (error) {
      done.problem ??= error as Problem;
    }
  }
  return done;
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
