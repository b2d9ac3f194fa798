// What others typed themselves while they held the phone. It is kept at once and beyond this tab's life, until its owner
// has had a look at it.

import type { DocumentId, Timestamp } from '#worker';
import { busyWhile } from '../../shell/busy';
import { typedName as name, setWords, typingName } from '../../shell/handedWords';

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

const nothing: Draft = { name: '', way: '' };

function kept<T>(key: string, otherwise: T): T {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? otherwise;
  } catch {
    return otherwise;
  }
}

class TypedCards {
  all: Typed[] = $state.raw(kept(name, []));

  /** What the browser did not take: it is in this window alone. */
  #unkept: Typed[] = [];

  constructor() {
    window.addEventListener('storage', ({ key }) => {
      if (key === name || key === null) {
        this.look();
      }
    });
  }

  /** Reads it again: it may have been brought back since this was loaded. */
  look(): void {
    this.all = this.#there();
  }

  /** The phone is in its owner's hand. A draft that is there all the same is of somebody whose words could not be kept. */
  takeUp(ticket: DocumentId): void {
    this.look();
    const left = this.draft();
    if (left.name !== '' || left.way !== '') {
      void this.add(ticket, left).catch(() => {});
    }
  }

  /** Loaded anew, this window would lose something. */
  get isBusy(): boolean {
    return this.#unkept.length > 0;
  }

  /** What is being typed, as it was left, in this window or in another. What could not be kept is not for whoever is next. */
  draft(): Draft {
    return this.isBusy ? nothing : kept(typingName, nothing);
  }

  /** Calls `changed` when another window goes on typing; returns how to end that. */
  onDraft(changed: (draft: Draft) => void): () => void {
    const hear = ({ key }: StorageEvent) => key === typingName && changed(this.draft());
    window.addEventListener('storage', hear);
    return () => window.removeEventListener('storage', hear);
  }

  /** A draft is kept where it can be: it stays on the screen in any case. */
  keepDraft(draft: Draft): void {
    const text = draft.name === '' && draft.way === '' ? null : JSON.stringify(draft);
    if (localStorage.getItem(typingName) !== text) {
      void setWords({ [typingName]: text }).catch(() => {});
    }
  }

  /**
   * Keeps what was typed for its owner, once for a ticket; the draft is over. Rejects where that is not durable: then it is
   * in this window, and the draft stays where the browser did not take it.
   */
  async add(ticket: DocumentId, draft: Draft): Promise<void> {
    const offset = -new Date().getTimezoneOffset() * 60;
    const typed = { ticket, ...draft, at: Date.now(), offset };
    await this.#keep([...this.#without(ticket), typed], { [typingName]: null });
  }

  /** What was saved, or thrown away. */
  drop(ticket: DocumentId): Typed | undefined {
    const dropped = this.#there().find((one) => one.ticket === ticket);
    const itsDraft = this.#unkept.some((one) => one.ticket === ticket) ? { [typingName]: null } : {};
    void this.#keep(this.#without(ticket), itsDraft).catch(() => {});
    return dropped;
  }

  /** What was thrown away is there again. */
  putBack(typed: Typed): void {
    void this.#keep([...this.#without(typed.ticket), typed]).catch(() => {});
  }

  #there(): Typed[] {
    return [...kept<Typed[]>(name, []), ...this.#unkept];
  }

  #without(ticket: DocumentId): Typed[] {
    return this.#there().filter((one) => one.ticket !== ticket);
  }

  /** What the browser's local storage does not take at once is this window's, whatever becomes of the rest. */
  async #keep(all: Typed[], more: Record<string, null> = {}): Promise<void> {
    this.all = all;
    const writing = setWords({ [name]: JSON.stringify(all), ...more });
    const there = new Set(kept<Typed[]>(name, []).map(({ ticket }) => ticket));
    this.#unkept = all.filter(({ ticket }) => !there.has(ticket));
    await writing;
  }
}

export const typedCards = new TypedCards();

// What is kept is there after an update; what could not be kept is in this window alone.
busyWhile(() => typedCards.isBusy);
