// What others typed themselves while they held the phone. It is kept at once and beyond this tab's life, until its owner
// has had a look at it.

import type { DocumentId, Timestamp } from '#worker';
import { typedName as name, setWords, typingName } from '../../shell/handedWords';
import { newId } from '../../worker/base32';

/** What somebody typed. */
export interface Typed {
  /** Of the card that it becomes. */
  ticket: DocumentId;
  name: string;
  /** A number, an address, a link: as they wrote it. */
  way: string;
  at: Timestamp;
  offset: number;
}

type Draft = Pick<Typed, 'name' | 'way'>;

/** What is kept is kept where it can be; what was typed stays on the screen in any case. */
function keep(key: string, words: unknown): void {
  const text = words === undefined ? null : JSON.stringify(words);
  if (localStorage.getItem(key) !== text) {
    void setWords(key, text).catch(() => {});
  }
}

function kept<T>(key: string, otherwise: T): T {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? otherwise;
  } catch {
    return otherwise;
  }
}

class TypedCards {
  all: Typed[] = $state.raw(kept(name, []));

  constructor() {
    window.addEventListener('storage', ({ key }) => {
      if (key === name || key === null) {
        this.look();
      }
    });
  }

  /** Reads it again: it may have been brought back since this was loaded. */
  look(): void {
    this.all = kept(name, []);
  }

  /** What is being typed, as it was left, in this window or in another. */
  draft(): Draft {
    return kept(typingName, { name: '', way: '' });
  }

  /** Calls `changed` when another window goes on typing; returns how to end that. */
  onDraft(changed: (draft: Draft) => void): () => void {
    const hear = ({ key }: StorageEvent) => key === typingName && changed(this.draft());
    window.addEventListener('storage', hear);
    return () => window.removeEventListener('storage', hear);
  }

  keepDraft(draft: Draft): void {
    keep(typingName, draft.name === '' && draft.way === '' ? undefined : draft);
  }

  /** Keeps what was typed for its owner; the draft is over. */
  add(draft: Draft): void {
    const offset = -new Date().getTimezoneOffset() * 60;
    this.#keep([...kept<Typed[]>(name, []), { ticket: newId(), ...draft, at: Date.now(), offset }]);
    keep(typingName, undefined);
  }

  /** What was saved, or thrown away. */
  drop(ticket: DocumentId): Typed | undefined {
    const all = kept<Typed[]>(name, []);
    this.#keep(all.filter((one) => one.ticket !== ticket));
    return all.find((one) => one.ticket === ticket);
  }

  /** What was thrown away is there again. */
  putBack(typed: Typed): void {
    this.#keep([...kept<Typed[]>(name, []), typed]);
  }

  #keep(all: Typed[]): void {
    this.all = all;
    keep(name, all);
  }
}

export const typedCards = new TypedCards();
