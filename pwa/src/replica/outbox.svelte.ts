// What was saved, until the replica says that it is durable.

import type { DocumentId, Entry, Logged, Problem } from '#worker';
import { host } from './host.svelte';
import { dropEntry, keepEntry, keepWaiting, type Waiting } from './kept';

/** An entry that the replica has taken. */
export interface Done {
  ticket: DocumentId;
  logged: Logged[];
  /** When it was taken, in milliseconds since 1970. */
  at: number;
}

/** What takes less than this many milliseconds needs no word. */
export const unnoticed = 400;

class Outbox {
  /** Saved, and not yet confirmed by the replica. */
  waiting: Waiting[] = $state.raw([]);
  /** Something was saved a moment ago: what stood there of it may stay, as it will be written down before anyone reads on. */
  isSaving = $state(false);
  /** The entry that was written down last, for its undo. */
  latest: Done | undefined = $state.raw();
  /** What is typed, or waits, cannot be kept beyond this tab: why. */
  unkept: Problem | undefined = $state.raw();

  #unnoticed: ReturnType<typeof setTimeout> | undefined;
  #sending = false;

  /** Each life of the page tries again what the one before could not hand over, but not what breaks the worker. */
  takeUp(left: Waiting[]): void {
    const tried = left.map(({ problem, ...entry }) =>
      problem?.code === 'worker-broke-off' ? { ...entry, problem } : entry,
    );
    const here = this.waiting.filter(({ ticket }) => !left.some((entry) => entry.ticket === ticket));
    this.waiting = [...tried, ...here];
  }

  /** Another tab has the journal, and with it what waits. */
  letGo(): void {
    this.waiting = [];
    this.latest = undefined;
  }

  /** From here on the entry is kept, whatever becomes of this tab. `isTakenUp`: whether what was left here before is. */
  async add(entry: Waiting, isTakenUp: boolean): Promise<void> {
    this.waiting = [...this.waiting, entry];
    this.isSaving = true;
    clearTimeout(this.#unnoticed);
    this.#unnoticed = setTimeout(() => {
      this.isSaving = false;
    }, unnoticed);
    // Both write it at once. Where the browser's is lost, the draft is left, and its ticket is known to the replica.
    const kept = keepEntry(entry, isTakenUp).then(
      () => this.tell(undefined),
      // It is still in this tab, and the replica may take it.
      (error: unknown) => this.tell(error),
    );
    await Promise.all([kept, this.send()]);
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

  /** Lets go of an entry that the replica did not take, for it to be written anew. */
  takeOut(entry: Waiting): void {
    this.waiting = this.waiting.filter(({ ticket }) => ticket !== entry.ticket);
    void this.#unwrite(entry);
  }

  /** Throws away an entry that the replica did not take. */
  async discard(entry: Waiting): Promise<void> {
    await this.#drop(entry.ticket);
    await this.#unwrite(entry);
  }

  /** Has an entry that was thrown away wait again, for its owner to say what is to become of it. */
  async undoDiscard(entry: Waiting): Promise<void> {
    this.waiting = [...this.waiting, entry].sort((one, other) => one.order - other.order);
    await keepWaiting(entry).catch((reason: unknown) => this.tell(reason));
  }

  /** Tries an entry again that was not taken; the others that were not are left as they are. */
  async tryAgain({ ticket }: Waiting): Promise<void> {
    this.waiting = this.waiting.map((entry) => (entry.ticket === ticket ? afresh(entry) : entry));
    await this.send();
  }

  /** Tries everything again that was not taken, now that there is another worker to take it. */
  async tryAllAgain(): Promise<void> {
    this.waiting = this.waiting.map(afresh);
    await this.send();
  }

  /** Hands the entries that wait to the replica, one after another. The ticket makes a second time harmless. */
  async send(): Promise<void> {
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

  /** What cannot be kept is told until something can. */
  tell(error: unknown): void {
    this.unkept =
      error === undefined
        ? undefined
        : { code: 'not-kept', message: error instanceof Error ? error.message : String(error), hint: null };
  }

  /** A worker may have written it down before it broke off: what is saved instead must not stand there twice. */
  async #unwrite(entry: Waiting): Promise<void> {
    if (entry.problem?.code === 'worker-broke-off') {
      await host.journal.take_back(entry.ticket).catch(() => {});
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
      await keepWaiting(refused).catch((reason: unknown) => this.tell(reason));
    }
  }

  async #drop(ticket: DocumentId): Promise<void> {
    this.waiting = this.waiting.filter((entry) => entry.ticket !== ticket);
    await dropEntry(ticket).catch((reason: unknown) => this.tell(reason));
  }
}

function afresh({ problem: _, ...entry }: Waiting): Waiting {
  return { ...entry, breaks: 0 };
}

export const outbox = new Outbox();
