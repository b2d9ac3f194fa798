// A person as they are being edited: opened at a version of the record, and handed over as what was changed in it.

import type { Contact, DocumentId, EntriesEdit, Heads, Person, PersonEdit, SetEdit } from '#worker';
import { busyWhile } from '../../shell/busy';

/** A line of a list; `key` is what the record knows it by, none for a new one. */
export interface DraftEntry {
  key?: string;
  words: string;
}

/** One line or one text each. */
const texts = ['name', 'org', 'role', 'story', 'learned', 'note', 'birthday', 'met_place', 'stage'] as const;
/** The words are the keys. */
const addresses = ['emails', 'phones', 'links', 'addresses'] as const;
/** The words stand under an id. */
const wishes = ['needs', 'offers'] as const;

type Texts = Record<(typeof texts)[number], string>;
type Lists = Record<(typeof addresses)[number] | (typeof wishes)[number] | 'tags', DraftEntry[]>;

export class Draft {
  readonly id: DocumentId;
  readonly base: Heads;
  readonly name: string;
  texts: Texts = $state() as Texts;
  lists: Lists = $state() as Lists;
  #from: Contact;

  constructor({ id, heads, name, contact }: Person) {
    this.id = id;
    this.base = heads;
    this.name = name;
    this.#from = contact;
    this.texts = Object.fromEntries(texts.map((field) => [field, contact[field]])) as Texts;
    this.lists = {
      ...(Object.fromEntries(addresses.map((field) => [field, keyed(contact[field])])) as Lists),
      ...(Object.fromEntries(wishes.map((field) => [field, worded(contact[field])])) as Lists),
      tags: contact.tags.map((tag) => ({ key: tag, words: tag })),
    };
  }

  /** What was changed, and nothing else; undefined if that is nothing. */
  edit(): PersonEdit | undefined {
    const edit: PersonEdit = {};
    for (const field of texts) {
      if (this.texts[field] !== this.#from[field]) {
        edit[field] = this.texts[field];
      }
    }
    for (const field of addresses) {
      const change = changedAddresses(this.#from[field], this.lists[field]);
      if (change !== undefined) {
        edit[field] = change;
      }
    }
    for (const field of wishes) {
      const change = changedWishes(this.#from[field], this.lists[field]);
      if (change !== undefined) {
        edit[field] = change;
      }
    }
    const tags = changedTags(this.#from.tags, this.lists.tags);
    if (tags !== undefined) {
      edit.tags = tags;
    }
    return Object.keys(edit).length === 0 ? undefined : edit;
  }
}

/** Drafts that were not saved yet: they outlive the view, not the page. */
export const drafts = $state<Record<DocumentId, Draft>>({});

busyWhile(() => Object.values(drafts).some((draft) => draft.edit() !== undefined));

function keyed(entries: Record<string, string>): DraftEntry[] {
  return Object.keys(entries).map((key) => ({ key, words: key }));
}

function worded(entries: Record<string, string>): DraftEntry[] {
  return Object.entries(entries).map(([key, words]) => ({ key, words }));
}

/** A changed address takes its label along. */
function changedAddresses(from: Record<string, string>, to: DraftEntry[]): EntriesEdit | undefined {
  const there = new Set(to.map(trimmed));
  const remove = Object.keys(from).filter((key) => !there.has(key));
  const set: Record<string, string> = {};
  for (const entry of to) {
    const words = trimmed(entry);
    if (words !== '' && !(words in from)) {
      set[words] = (entry.key === undefined ? undefined : from[entry.key]) ?? '';
    }
  }
  return changed({ set, remove, add: [] });
}

function changedWishes(from: Record<string, string>, to: DraftEntry[]): EntriesEdit | undefined {
  const set: Record<string, string> = {};
  const add: string[] = [];
  const kept = new Set<string>();
  for (const { key, words } of to.filter((entry) => trimmed(entry) !== '')) {
    if (key === undefined) {
      add.push(words.trim());
    } else {
      kept.add(key);
      if (words !== from[key]) {
        set[key] = words.trim();
      }
    }
  }
  return changed({ set, remove: Object.keys(from).filter((key) => !kept.has(key)), add });
}

function changedTags(from: string[], to: DraftEntry[]): SetEdit | undefined {
  const there = new Set(to.map(trimmed).filter((tag) => tag !== ''));
  const edit = { add: [...there].filter((tag) => !from.includes(tag)), remove: from.filter((tag) => !there.has(tag)) };
  return edit.add.length + edit.remove.length === 0 ? undefined : edit;
}

function changed(edit: Required<EntriesEdit>): EntriesEdit | undefined {
  return Object.keys(edit.set).length + edit.remove.length + edit.add.length === 0 ? undefined : edit;
}

function trimmed({ words }: DraftEntry): string {
  return words.trim();
}
