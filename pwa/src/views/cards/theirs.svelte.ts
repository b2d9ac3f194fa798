// What was read of somebody's card, wherever it came from, until it is saved or let go of.

import type { ScannedThing } from '#importer';
import type { Contact, DocumentId, Logged, Meant, Problem, Timestamp } from '#worker';
import { keepPhoto, type ReadyPhoto, readyPhoto } from '../../cards/photo';
import type { ReadCode } from '../../cards/reader';
import { read, readText } from '../../cards/reading';
import { importing } from '../../importing/importing.svelte';
import { host } from '../../replica/host.svelte';
import { said } from '../../shell/said.svelte';
import { explain } from '../../words/problem';
import { newId } from '../../worker/base32';
import { dropLeft, isLeft, keepLeft, takeUpLeft } from './left';
import { type From, mostMet, type Several } from './several';
import { dropShared, firstShared, type Shared } from './shared';
import { twice } from './twice';

/** Somebody's card, before it is kept. */
export interface Card {
  /** Keeping it twice keeps it once. */
  ticket: DocumentId;
  contact: Contact;
  /** As the importer has read it; none where there is a name still to be asked for. */
  bytes: Uint8Array | undefined;
  /** Offered, never taken unasked. */
  suggested: string;
  /** A web address that may be opened by a tap. */
  address: string | undefined;
  /** Of their paper card: it is kept with them. */
  photo: ReadyPhoto | undefined;
  /** What a code beside their name says that is no way to reach anybody, or what was shared above an address. */
  words: string;
  at: Timestamp;
  offset: number;
}

/** What was read: one person's card, people of a file, or words. */
export type Read =
  | { is: 'card'; card: Card }
  | Several
  | { is: 'words'; words: string }
  /** Of other apps alone: it waits there until it is brought in or put away. */
  | { is: 'list'; file: File }
  | { is: 'nothing'; why: string; from: From };

/** A file up to this many bytes may be the cards of people one met; more is a list, for what brings people in. */
const smallFile = 512 * 1024;

class Theirs {
  reading = $state(false);
  problem: Problem | undefined = $state.raw();
  /** Whether what an earlier life of the page has left is here again. */
  isTakenUp = $state(false);
  #read: Read | undefined = $state.raw();
  #takingUp: Promise<void> | undefined;
  #looking = false;
  /** Which of the things that were shared is being read. */
  #shared: string | undefined = $state();
  /** What was shared and is being brought in. */
  #away = new Set<string>();
  #lettingGo: Promise<unknown> | undefined;

  get read(): Read | undefined {
    return this.#read;
  }

  set read(read: Read | undefined) {
    this.#read = read;
    this.#keep();
  }

  /** Whether what was read came from another app, or from a web site that did as if it were one. */
  get isShared(): boolean {
    return this.#shared !== undefined;
  }

  constructor() {
    // Another window has the journal, and with it what was read: it goes on from there.
    $effect.root(() => {
      const isElsewhere = $derived(host.phase.is === 'elsewhere');
      $effect(() => {
        if (isElsewhere) {
          this.#leave();
        }
      });
    });
  }

  /** To be called before anything is read: brings back what was read and not seen to when the page ended. */
  takeUp(): Promise<void> {
    if (isToKeep(this.#read) && !isLeft()) {
      // It went with somebody who was forgotten.
      this.#leave();
    }
    this.#takingUp ??= takeUpLeft()
      .then((left) => {
        if (left !== undefined && this.#read === undefined && !this.reading) {
          this.#read = left.read;
          this.#shared = left.shared;
        }
      })
      .catch(() => {})
      .finally(() => {
        this.isTakenUp = true;
      });
    return this.#takingUp;
  }

  /** Whether nothing is being read or shown: what comes next has its place. */
  get isFree(): boolean {
    return this.isTakenUp && this.read === undefined && !this.reading && this.problem === undefined;
  }

  /** Codes that the camera saw. */
  takeCodes(codes: ReadCode[]): void {
    const best = bestOf(codes);
    if (best !== undefined) {
      this.close();
      this.read = asRead(best, 'camera');
      navigator.vibrate?.(30);
    }
  }

  /** A photo of a card, taken at `taken`: it is kept with whose card it is, and so is what a code in it says. */
  async takePhoto(photo: Blob, taken: number): Promise<void> {
    await this.#reading(async () => {
      // Without what reads codes it is a photo of a card all the same.
      const codes = await read((reader) => reader.still(photo)).catch(() => []);
      // Not at once: a large picture is whole in the memory either time.
      this.read = withPhoto(await readyPhoto(photo, '', taken), bestOf(codes));
    });
  }

  /**
   * What another app has shared, the oldest first, if there is anything; it stays until it was saved or put aside.
   */
  async takeShared(): Promise<void> {
    if (this.#looking) {
      return;
    }
    this.#looking = true;
    await this.#lettingGo;
    const shared = await firstShared(this.#away).catch(() => undefined);
    this.#looking = false;
    if (shared !== undefined && this.isFree) {
      await this.#takeShared(shared);
    }
  }

  async takeText(text: string): Promise<void> {
    await this.#reading(async () => {
      this.read = asRead(await readText(text), 'words');
    });
  }

  /** A file of contacts; a long one goes to what brings people in, which is returned as true. */
  async takeFile(file: File): Promise<boolean> {
    const isList = await this.#isList(file);
    if (isList) {
      void bringIn(file);
    }
    return isList;
  }

  /** Reads a file, unless it is a list: that is for whoever asks to begin with. */
  async #isList(file: File): Promise<boolean> {
    if (file.type.startsWith('image/')) {
      await this.takePhoto(file, file.lastModified);
      return false;
    }
    this.close();
    const text = file.size <= smallFile ? await utf8(file) : undefined;
    const thing = text === undefined ? undefined : await this.#asked(text);
    if (this.problem !== undefined) {
      return false;
    }
    if (thing?.kind === 'cards' && thing.people.length <= mostMet) {
      this.read = asRead(thing, 'file');
      return false;
    }
    return true;
  }

  /** Somebody of the phone's own contacts. */
  takeContact(name: string, emails: string[], phones: string[]): void {
    const contact = { ...nobody(), name, emails: keyed(emails), phones: keyed(phones) };
    this.close();
    this.read = { is: 'card', card: newCard(contact, undefined, name, undefined) };
  }

  close(): void {
    const shared = this.#shared;
    this.#shared = undefined;
    this.read = undefined;
    this.problem = undefined;
    this.#lettingGo = shared === undefined ? undefined : dropShared(shared).catch(() => {});
  }

  /** Brings in the list that another app has shared, which waits on until that has come to its end. */
  async bringIn(file: File): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    if (shared === undefined) {
      await bringIn(file);
      return;
    }
    this.#away.add(shared);
    if (await bringIn(file)) {
      await dropShared(shared).catch(() => {});
    }
    this.#away.delete(shared);
  }

  #keep(): void {
    if (host.phase.is === 'elsewhere') {
      return;
    }
    if (isToKeep(this.#read)) {
      keepLeft({ read: this.#read, shared: this.#shared });
    } else {
      dropLeft();
    }
  }

  /** Without a word to what is kept. */
  #leave(): void {
    this.#read = undefined;
    this.#shared = undefined;
    this.#takingUp = undefined;
    this.isTakenUp = false;
    this.problem = undefined;
  }

  async #takeShared({ what, name }: Shared): Promise<void> {
    if (typeof what === 'string') {
      await this.#takeWords(what);
    } else if (await this.#isList(what)) {
      // Whoever shared it is not asked; whoever has the phone is.
      this.read = { is: 'list', file: what };
    }
    // Without what reads it, it waits for another time.
    this.#shared = this.problem?.code === 'reader-not-loaded' ? undefined : name;
    this.#keep();
  }

  /** An address that stands below what is said of it is what was meant, and what is said of it stands beside. */
  async #takeWords(text: string): Promise<void> {
    const [, words, last] = /^(.+)\n(\S+)$/s.exec(text) ?? [];
    await this.takeText(text);
    if (this.read?.is !== 'words' || words === undefined || last === undefined) {
      return;
    }
    await this.#reading(async () => {
      const read = asRead(await readText(last), 'words');
      this.read = read.is === 'card' ? { is: 'card', card: { ...read.card, words } } : { is: 'words', words: text };
    });
  }

  async #asked(text: string): Promise<ScannedThing | undefined> {
    let thing: ScannedThing | undefined;
    await this.#reading(async () => {
      thing = await readText(text);
    });
    return thing;
  }

  async #reading(work: () => Promise<void>): Promise<void> {
    this.close();
    this.reading = true;
    try {
      await work();
    } catch (problem) {
      this.problem = problem as Problem;
    } finally {
      this.reading = false;
    }
  }
}

function isToKeep(read: Read | undefined): read is Exclude<Read, { is: 'nothing' | 'list' }> {
  return read !== undefined && read.is !== 'nothing' && read.is !== 'list';
}

/** A file of many people goes to what brings people in; nobody in it is met now. Whether it was read to its end. */
function bringIn(file: File): Promise<boolean> {
  if (/vcard/i.test(file.type) || /\.vc(f|ard)$/i.test(file.name)) {
    said.tell('So many are an address book: nobody in it is written down as met now.');
  }
  return importing.start([file]);
}

/** A card that is kept, and the photo that is kept with it. */
export interface SavedCard {
  logged: Logged;
  photo?: DocumentId;
  /** Why the photo is not kept although it was to be. */
  problem?: Problem;
}

/**
 * Writes a card down, on who is meant or else on whom the journal knows by it, with its photo if that is to be kept. What
 * did not come to its end can be done again: the card's ticket makes it one, and a photo that is there is not kept twice.
 */
export async function saveCard(
  card: Card,
  name: string,
  who: Meant | undefined,
  withPhoto: boolean,
): Promise<SavedCard> {
  const logged = await saveWords(card, name, who);
  const { photo } = card;
  if (!withPhoto || photo === undefined) {
    return { logged };
  }
  try {
    return { logged, photo: (await twice(() => keepPhoto(logged.person.id, photo))).id };
  } catch (error) {
    return { logged, problem: photoNotKept(error as Problem) };
  }
}

function photoNotKept(problem: Problem): Problem {
  const { what, remedy = '' } = explain(problem);
  return { code: 'photo-not-kept', message: 'The card is saved, its photo is not', hint: `${what} ${remedy}` };
}

async function saveWords(card: Card, name: string, who: Meant | undefined): Promise<Logged> {
  const bytes = card.bytes ?? (await read((reader) => reader.named({ ...card.contact }, name)));
  if (bytes === undefined) {
    throw { code: 'names-nobody', message: 'the card names nobody', hint: null } satisfies Problem;
  }
  const { ticket, at, offset } = card;
  const entry = { ticket, at, offset, ...(who && { who }) };
  return twice(() => host.journal.save_card(entry, bytes));
}

/** A card that was got now. */
export function newCard(
  contact: Contact,
  bytes: Uint8Array | undefined,
  suggested: string,
  address: string | undefined,
): Card {
  return { ticket: newId(), contact, bytes, suggested, address, photo: undefined, words: '', ...now() };
}

function now(): Pick<Card, 'at' | 'offset'> {
  return { at: Date.now(), offset: -new Date().getTimezoneOffset() * 60 };
}

/** What somebody typed as the way to reach them; where it is none that is known, it is kept as they typed it. */
export async function contactOf(way: string): Promise<Contact> {
  if (way.trim() === '') {
    return nobody();
  }
  const thing = await readText(way);
  if (thing.kind === 'reach') {
    return thing.contact;
  }
  return { ...nobody(), links: keyed([thing.kind === 'link' ? thing.address : way.trim()]) };
}

function asRead(thing: ScannedThing, from: From): Read {
  if (thing.kind === 'cards') {
    const [one, ...more] = thing.people;
    if (one === undefined) {
      const [bad] = thing.bad;
      return {
        is: 'nothing',
        from,
        why: bad === undefined ? 'This card is empty.' : `This card cannot be read: ${bad.reason}.`,
      };
    }
    const { people, bytes, bad } = thing;
    return more.length === 0
      ? { is: 'card', card: newCard(one, bytes, one.name, undefined) }
      : {
          is: 'people',
          from,
          names: people.map(({ name }) => name),
          bytes,
          bad: bad.length,
          tickets: people.map(newId),
          ...now(),
        };
  }
  if (thing.kind === 'reach') {
    return { is: 'card', card: newCard(thing.contact, undefined, thing.suggestedName ?? '', undefined) };
  }
  if (thing.kind === 'link') {
    const contact = { ...nobody(), links: keyed([thing.address]) };
    return { is: 'card', card: newCard(contact, undefined, '', thing.address) };
  }
  return { is: 'words', words: thing.text };
}

/** A photo is somebody's card whatever its code says; only a list of people is one without it. */
function withPhoto(photo: ReadyPhoto, says: ScannedThing | undefined): Read {
  const found = says === undefined ? undefined : asRead(says, 'camera');
  if (found?.is === 'people') {
    return found;
  }
  const card = found?.is === 'card' ? found.card : newCard(nobody(), undefined, '', undefined);
  return { is: 'card', card: { ...card, photo, words: found?.is === 'words' ? found.words : '' } };
}

function bestOf(codes: ReadCode[]): ScannedThing | undefined {
  return codes.map(({ says }) => says).sort((one, other) => rank(one) - rank(other))[0];
}

/** Of several codes a card comes first. */
function rank(thing: ScannedThing): number {
  return ['cards', 'reach', 'link', 'text'].indexOf(thing.kind);
}

async function utf8(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}

function keyed(words: string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word.trim(), '']).filter(([word]) => word !== ''));
}

function nobody(): Contact {
  return {
    name: '',
    org: '',
    role: '',
    emails: {},
    phones: {},
    links: {},
    addresses: {},
    birthday: '',
    tags: [],
    needs: {},
    offers: {},
    story: '',
    learned: '',
    note: '',
    met_at: null,
    met_place: '',
    met_event: '',
    met_through: '',
    stage: '',
    photo: '',
    sources: [],
    extra: {},
    created: null,
    deleted: null,
  };
}

export const theirs = new Theirs();
