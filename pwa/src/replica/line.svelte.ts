// The line that is being written, from the first key to the replica's word that it is durable.

import type { Correction, DocumentId, Entry, Logged, Problem } from '#worker';
import { newId } from '../worker/base32';
import { host } from './host.svelte';
import {
  type About,
  type Draft,
  dropEntry,
  keepDraft,
  keepEntry,
  keepWaiting,
  reopenEntry,
  restore,
  type Waiting,
} from './kept';

/** An entry that the replica has taken. */
export interface Done {
  ticket: DocumentId;
  logged: Logged[];
  /** When it was taken, in milliseconds since 1970. */
  at: number;
}

/** What takes less than this many milliseconds needs no word. */
export const unnoticed = 400;

class LineField {
  text = $state('');
  /** The person whom every line is about, when it is written on that person's page. */
  about: About | undefined = $state.raw();
  corrections: Correction[] = $state.raw([]);
  /** Saved, and not yet confirmed by the replica. */
  waiting: Waiting[] = $state.raw([]);
  /** Something was saved a moment ago: what stood there of it may stay, as it will be written down before anyone reads on. */
  isSaving = $state(false);
  /** The entry that was written down last, for its undo. */
  latest: Done | undefined = $state.raw();
  /** What is typed cannot be kept beyond this tab: why. */
  unkept: Problem | undefined = $state.raw();

  /** What another life of the page, or another tab, left is here: what is kept from now on may take its place. */
  isTakenUp = $state(false);

  /** The event that is on, where that is known: what is saved belongs to it, however late it is written down. */
  event: DocumentId | undefined;

  /** What the draft becomes once it is saved. */
  #ticket = newId();
  /** The draft that was left: as it stood, the replica may have it; changed in any way, it is another entry. */
  #left: Draft | undefined;
  /** The person whose page is open. */
  #here: About | undefined;
  #unnoticed: ReturnType<typeof setTimeout> | undefined;
  #keeping = false;
  #keepAgain = false;
  #sending = false;
  /** Counts the times that this tab came to have the journal, or lost it. */
  #turn = 0;

  /** Takes up what an earlier life of the page or another tab left; what was typed here meanwhile comes after it. */
  async takeUp(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const typed = this.text;
    try {
      const { draft, waiting } = await restore();
      if (turn !== this.#turn) {
        return;
      }
      this.#takeWaiting(waiting);
      if (!waiting.some(({ ticket }) => ticket === draft?.ticket)) {
        this.#takeDraft(draft);
      }
      this.#tell(undefined);
    } catch (error) {
      if (turn !== this.#turn) {
        return;
      }
      this.#tell(error);
    }
    this.isTakenUp = true;
    if (typed !== '' || this.text !== typed) {
      void this.#keep();
    }
    void this.#send();
  }

  /** Another tab has the journal, and with it what is being written here. What could not be kept stays. */
  letGo(): void {
    this.#turn += 1;
    if (this.unkept === undefined) {
      if (this.isTakenUp) {
        // Before that, what was typed is nowhere else.
        this.#clear();
      }
      this.waiting = [];
      this.latest = undefined;
    }
    // What stays is saved here or there, and both count.
    this.#ticket = newId();
    this.isTakenUp = false;
  }

  /** To be called as a person's page opens, and without anyone as it closes: from then on an empty line is about them. */
  isAt(here: About | undefined): void {
    this.#here = here;
    if (this.text === '') {
      this.about = here;
    }
  }

  /** Takes up what was typed before this ran; it comes after what was left by then. */
  typedBefore(typed: string): void {
    if (typed !== '') {
      this.text = this.text === '' ? typed : `${this.text}\n${typed}`;
      this.typed();
    }
  }

  /** To be called at every change of the text. */
  typed(): void {
    if (this.text === '') {
      this.about = this.#here;
    }
    if (this.#ticket === this.#left?.ticket && this.text !== this.#left.text) {
      this.#ticket = newId();
    }
    void this.#keep();
  }

  /** The line is about no one in particular, wherever it is written. */
  aboutAnyone(): void {
    this.about = undefined;
    void this.#keep();
  }

  correct(corrections: Correction[]): void {
    if (this.text.trim() === '') {
      // The line that they are about has just been saved.
      return;
    }
    this.corrections = corrections;
    void this.#keep();
  }

  /** Saves what is written: from here on it is kept, whatever becomes of this tab. Empty text is nothing to save. */
  async save(): Promise<void> {
    const text = this.text.trim();
    if (text === '') {
      return;
    }
    const entry: Waiting = { ...this.#entry(text), order: Date.now(), breaks: 0 };
    this.#clear();
    this.waiting = [...this.waiting, entry];
    this.isSaving = true;
    clearTimeout(this.#unnoticed);
    this.#unnoticed = setTimeout(() => {
      this.isSaving = false;
    }, unnoticed);
    // Both write it at once. Where the browser's is lost, the draft is left, and its ticket is known to the replica.
    const kept = keepEntry(entry, this.isTakenUp).then(
      () => this.#tell(undefined),
      // It is still in this tab, and the replica may take it.
      (error: unknown) => this.#tell(error),
    );
    await Promise.all([kept, this.#send()]);
  }

  /** Takes the latest entry back. Rejects with a Problem if that cannot be; it can be tried again then. */
  async takeBack(): Promise<void> {
    const { latest } = this;
    if (latest === undefined) {
      return;
    }
    await host.journal.take_back(latest.ticket);
    if (this.latest === latest) {
      this.latest = undefined;
    }
  }

  /**
   * Puts an entry that the replica did not take back into the field, with whom it was about and what was corrected.
   * Returns false, and does nothing, if something else is being written there.
   */
  writeAgain(entry: Waiting): boolean {
    if (this.text.trim() !== '') {
      return false;
    }
    this.text = entry.text;
    this.about = entry.about;
    this.corrections = entry.corrections;
    this.waiting = this.waiting.filter(({ ticket }) => ticket !== entry.ticket);
    void reopenEntry(entry.ticket, this.#draft()).catch((reason: unknown) => this.#tell(reason));
    void this.#unwrite(entry);
    return true;
  }

  /** Throws away an entry that the replica did not take. */
  async discard(entry: Waiting): Promise<void> {
    await this.#drop(entry.ticket);
    await this.#unwrite(entry);
  }

  /** Has an entry that was thrown away wait again, for its owner to say what is to become of it. */
  async undoDiscard(entry: Waiting): Promise<void> {
    this.waiting = [...this.waiting, entry].sort((one, other) => one.order - other.order);
    await keepWaiting(entry).catch((reason: unknown) => this.#tell(reason));
  }

  /** Tries an entry again that was not taken; the others that were not are left as they are. */
  async tryAgain({ ticket }: Waiting): Promise<void> {
    this.waiting = this.waiting.map((entry) => (entry.ticket === ticket ? afresh(entry) : entry));
    await this.#send();
  }

  /** Tries everything again that was not taken, now that there is another worker to take it. */
  async tryAllAgain(): Promise<void> {
    this.waiting = this.waiting.map(afresh);
    await this.#send();
  }

  /** A worker may have written it down before it broke off: what is saved instead must not stand there twice. */
  async #unwrite(entry: Waiting): Promise<void> {
    if (entry.problem?.code === 'worker-broke-off') {
      await host.journal.take_back(entry.ticket).catch(() => {});
    }
  }

  #takeDraft(draft: Draft | undefined): void {
    if (draft === undefined) {
      return;
    }
    if (this.text === '') {
      this.#ticket = draft.ticket;
      this.text = draft.text;
      this.about = draft.about;
      this.corrections = draft.corrections;
    } else if (draft.text !== this.text) {
      this.text = `${draft.text}\n${this.text}`;
    }
    this.#left = draft;
    void this.#letGoIfTaken(draft);
  }

  /**
   * A tab that ended while it saved may have left as a draft what the replica has. Where that cannot be asked, the draft
   * stays: saved as it stands it is found by its ticket.
   */
  async #letGoIfTaken({ ticket, text }: Draft): Promise<void> {
    const isTaken = await host.journal.was_logged(ticket).catch(() => false);
    if (!isTaken || !this.text.startsWith(text)) {
      return;
    }
    const more = this.text.slice(text.length).trimStart();
    const { about } = this;
    this.#clear();
    if (more !== '') {
      // It was written under the name of whom the draft was about.
      this.text = more;
      this.about = about;
    }
    void this.#keep();
  }

  /** What is typed next is another entry, about whom an empty line is about here. */
  #clear(): void {
    this.#ticket = newId();
    this.text = '';
    this.about = this.#here;
    this.corrections = [];
  }

  /** Each life of the page tries again what the one before could not hand over, but not what breaks the worker. */
  #takeWaiting(left: Waiting[]): void {
    const tried = left.map(({ problem, ...entry }) =>
      problem?.code === 'worker-broke-off' ? { ...entry, problem } : entry,
    );
    const here = this.waiting.filter(({ ticket }) => !left.some((entry) => entry.ticket === ticket));
    this.waiting = [...tried, ...here];
  }

  #entry(text: string): Omit<Waiting, 'order' | 'breaks'> {
    return {
      ticket: this.#ticket,
      text,
      ...(this.about === undefined ? {} : { about: this.about }),
      corrections: $state.snapshot(this.corrections) as Correction[],
      ...(this.event === undefined ? {} : { event: this.event }),
      at: Date.now(),
      offset: -new Date().getTimezoneOffset() * 60,
    };
  }

  #draft(): Draft {
    return { ticket: this.#ticket, text: this.text, about: this.about, corrections: this.corrections };
  }

  /** One write at a time; what was typed during one is kept by the next. */
  async #keep(): Promise<void> {
    this.#keepAgain = this.#keeping;
    if (this.#keeping || !this.isTakenUp) {
      return;
    }
    this.#keeping = true;
    try {
      await keepDraft(this.#draft());
      this.#tell(undefined);
    } catch (error) {
      this.#tell(error);
    }
    this.#keeping = false;
    if (this.#keepAgain) {
      void this.#keep();
    }
  }

  /** Hands the entries that wait to the replica, one after another. The ticket makes a second time harmless. */
  async #send(): Promise<void> {
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        await this.#give(next);
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Nothing while another tab has the journal: it has what waits too. Once it is back here, it is taken up again. */
  #next(): Waiting | undefined {
    if (host.phase.is === 'elsewhere') {
      return undefined;
    }
    return this.waiting.find((entry) => entry.problem === undefined);
  }

  async #give(waiting: Waiting): Promise<void> {
    const { order: _, breaks, problem: __, about, ...rest } = waiting;
    const entry: Entry = { ...rest, ...(about === undefined ? {} : { about: about.id }) };
    try {
      const logged = await host.journal.log(entry);
      this.latest = { ticket: entry.ticket, logged, at: Date.now() };
      this.isSaving = false;
      await this.#drop(entry.ticket);
    } catch (error) {
      if (host.phase.is === 'elsewhere') {
        // Another tab took the journal meanwhile. What it makes of the entry is not to be written over.
        return;
      }
      const problem = error as Problem;
      // The next worker is asked the same, and not for ever: it may be this entry that it breaks off over.
      const once = problem.code === 'worker-broke-off' && breaks === 0;
      const refused = once ? { ...waiting, breaks: 1 } : { ...waiting, problem };
      this.waiting = this.waiting.map((one) => (one.ticket === entry.ticket ? refused : one));
      this.isSaving = false;
      await keepWaiting(refused).catch((reason: unknown) => this.#tell(reason));
    }
  }

  async #drop(ticket: DocumentId): Promise<void> {
    this.waiting = this.waiting.filter((entry) => entry.ticket !== ticket);
    await dropEntry(ticket).catch((reason: unknown) => this.#tell(reason));
  }

  #tell(error: unknown): void {
    this.unkept =
      error === undefined
        ? undefined
        : { code: 'not-kept', message: error instanceof Error ? error.message : String(error), hint: null };
  }
}

function afresh({ problem: _, ...entry }: Waiting): Waiting {
  return { ...entry, breaks: 0 };
}

export const line = new LineField();
