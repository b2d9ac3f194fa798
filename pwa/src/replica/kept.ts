// What has been typed, kept in this browser before the replica has it: the draft of the line, and saved entries that
// the replica has not confirmed yet. Written with strict durability: it survives a reload, a killed tab, an empty
// battery.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Correction, DocumentId, Entry, Problem } from '#worker';
import { newId } from '../worker/base32';

/** The person whom every line is about. */
export interface About {
  id: DocumentId;
  name: string;
}

export interface Draft {
  /** The entry that the draft becomes: a replica that has it already says so. */
  ticket: DocumentId;
  text: string;
  about: About | undefined;
  corrections: Correction[];
}

/** An entry on its way to the replica; with a problem, one that the replica did not take. */
export interface Waiting extends Omit<Entry, 'about'> {
  about?: About;
  /** Counts up: the order in which they were saved. */
  order: number;
  /** How often a worker broke off over it. */
  breaks: number;
  problem?: Problem;
}

/** Words that a window keeps under names, as they were at some change of them; `count` tells which change was later. */
export interface KeptWords {
  count: number;
  words: Record<string, string | null>;
}

interface Kept extends DBSchema {
  // One store for both: another one would make every open window of an earlier release hold this one up.
  draft: { key: 'line' | 'handed' | `of ${string}`; value: Draft | KeptWords | string };
  waiting: { key: DocumentId; value: Waiting };
}

let database: Promise<IDBPDatabase<Kept>> | undefined;

function open(): Promise<IDBPDatabase<Kept>> {
  database ??= openDB<Kept>('mingle-page', 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('draft');
      fresh.createObjectStore('waiting', { keyPath: 'ticket' });
    },
  });
  return database;
}

const strict = { durability: 'strict' } as const;

/** The draft that was left, and the entries that wait, in their order. */
export async function restore(): Promise<{ draft: Draft | undefined; waiting: Waiting[] }> {
  const reading = (await open()).transaction(['draft', 'waiting']);
  const [draft, waiting] = await Promise.all([
    reading.objectStore('draft').get('line'),
    reading.objectStore('waiting').getAll(),
  ]);
  // Only drafts stand under this key; a page before this one kept them without a ticket.
  const left = draft as Draft | undefined;
  const ticketed = left === undefined ? undefined : { ...left, ticket: left.ticket ?? newId() };
  return { draft: ticketed, waiting: waiting.sort((one, other) => one.order - other.order) };
}

/** Keeps the draft; an empty one is removed. */
export async function keepDraft(draft: Draft): Promise<void> {
  const writing = (await open()).transaction('draft', 'readwrite', strict);
  const change = draft.text === '' ? writing.store.delete('line') : writing.store.put(draft, 'line');
  writing.commit();
  await Promise.all([change, writing.done]);
}

/** The words of a phone in somebody else's hand, as they were kept last. */
export async function keptWords(): Promise<KeptWords | undefined> {
  return (await (await open()).get('draft', 'handed')) as KeptWords | undefined;
}

/** Keeps them, unless what is kept is later. */
export async function keepWords(words: KeptWords): Promise<void> {
  const writing = (await open()).transaction('draft', 'readwrite', strict);
  const there = (await writing.store.get('handed')) as KeptWords | undefined;
  if ((there?.count ?? 0) < words.count) {
    await writing.store.put(words, 'handed');
  }
  await writing.done;
}

/** What is being written elsewhere than in the line, by its name. */
export async function keptDrafts(): Promise<Map<string, string>> {
  const { store } = (await open()).transaction('draft');
  const all = IDBKeyRange.bound('of ', 'of \uffff');
  const [keys, words] = await Promise.all([store.getAllKeys(all), store.getAll(all)]);
  return new Map(keys.map((key, at) => [key.slice(3), words[at] as string]));
}

/** Keeps one of them; empty words are removed. */
export async function keepDraftOf(name: string, words: string): Promise<void> {
  const writing = (await open()).transaction('draft', 'readwrite', strict);
  const key = `of ${name}` as const;
  await Promise.all([words === '' ? writing.store.delete(key) : writing.store.put(words, key), writing.done]);
}

/**
 * Turns the draft into an entry that waits, in one step: a tab that is killed leaves one of the two. The draft stays
 * if it is not this entry's but what someone left before. All of it has been asked of the browser, which does it even
 * if this tab ends, one turn of the tab's loop after the call.
 */
export async function keepEntry(entry: Waiting, isDraft: boolean): Promise<void> {
  const writing = (await open()).transaction(['draft', 'waiting'], 'readwrite', strict);
  const changes = [
    writing.objectStore('waiting').put(entry),
    isDraft ? writing.objectStore('draft').delete('line') : undefined,
  ];
  writing.commit();
  await Promise.all([...changes, writing.done]);
}

/** Notes why the replica did not take an entry, or that it waits after all. */
export async function keepWaiting(entry: Waiting): Promise<void> {
  const writing = (await open()).transaction('waiting', 'readwrite', strict);
  await Promise.all([writing.store.put(entry), writing.done]);
}

/** The replica has it, durably; or its owner does not want it any more. */
export async function dropEntry(ticket: DocumentId): Promise<void> {
  const writing = (await open()).transaction('waiting', 'readwrite', strict);
  await Promise.all([writing.store.delete(ticket), writing.done]);
}

/** Turns an entry that waits back into the draft, in one step. */
export async function reopenEntry(ticket: DocumentId, draft: Draft): Promise<void> {
  const writing = (await open()).transaction(['draft', 'waiting'], 'readwrite', strict);
  await Promise.all([
    writing.objectStore('draft').put(draft, 'line'),
    writing.objectStore('waiting').delete(ticket),
    writing.done,
  ]);
}
