// What others typed themselves while they held the phone. It is kept at once and beyond this tab's life, until its owner
// has had a look at it.

import type { DocumentId, Timestamp } from '#worker';
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

const name = 'mingle-typed';
const draftName = 'mingle-typing';

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
        this.all = kept(name, []);
      }
    });
  }

  /** What is being typed, as it was left, in this window or in another. */
  draft(): Draft {
    return kept(draftName, { name: '', way: '' });
  }

  /** Calls `changed` when another window goes on typing; returns how to end that. */
  onDraft(changed: (draft: Draft) => void): () => void {
    const hear = ({ key }: StorageEvent) => key === draftName && changed(this.draft());
    window.addEventListener('storage', hear);
    return () => window.removeEventListener('storage', hear);
  }

  keepDraft(draft: Draft): void {
    if (draft.name === '' && draft.way === '') {
      localStorage.removeItem(draftName);
    } else {
      localStorage.setItem(draftName, JSON.stringify(draft));
    }
  }

  /** Keeps what was typed for its owner; the draft is over. */
  add(draft: Draft): void {
    const offset = -new Date().getTimezoneOffset() * 60;
    this.#keep([...kept<Typed[]>(name, []), { ticket: newId(), ...draft, at: Date.now(), offset }]);
    localStorage.removeItem(draftName);
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
    localStorage.setItem(name, JSON.stringify(all));
    this.all = all;
  }
}

export const typedCards = new TypedCards();
