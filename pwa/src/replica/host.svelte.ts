// The tab's end of the worker: one tab of this origin has the replica at a time, and a worker that broke off is
// replaced. Who asks before the replica is there waits.

import { type Remote, wrap } from 'comlink';
import type { Joined, JoinStep } from '#joiner';
import type { DeviceId, Kind, Problem } from '#worker';
import type { Opening, PairingProgress } from '../worker/control';
import type { WorkerCalls } from '../worker/entry';
import type { Journal } from '../worker/journal';
import type { Connection, Notice } from '../worker/notice';
import { closed, first, type Made, makeWorker } from './made';

export type Phase =
  | { is: 'starting' }
  | { is: 'ready' }
  /** Another tab has the replica. */
  | { is: 'elsewhere' }
  | { is: 'failed'; problem: Problem };

const lockName = 'mingle-replica';
/** A worker that breaks off more often than this within a minute will do so again. */
const mostTraps = 3;

type Call = { [Name in keyof Journal]: (...words: Parameters<Journal[Name]>) => Promise<ReturnType<Journal[Name]>> };

/** Told as this tab comes to have the replica, before it is open, and as another tab takes it. */
interface Owning {
  held(): void;
  lost(): void;
  /** Told as another tab is found to have it, or has taken it. */
  waits(): void;
}

/** A worker that has the replica open. */
interface Open {
  calls: Remote<WorkerCalls>;
  /** Rejects when the worker ends: what it was asked last is never answered. */
  gone: Promise<never>;
}

class Host {
  phase: Phase = $state.raw({ is: 'starting' });
  connection: Connection = $state.raw({ state: 'starting', since: Date.now() });
  /** This device's id, once the replica is open. */
  device: DeviceId | undefined = $state();
  /** How far joining by a code is, while that is going on. */
  joining: JoinStep | undefined = $state();
  /** The replica's calls. Each waits until the replica is open, and rejects with a Problem. */
  readonly journal: Call = new Proxy({} as Call, {
    get:
      (_, name: keyof Journal) =>
      (...words: never) =>
        this.#ask((calls) => calls.ask(name, words)),
  });

  /** It loads while the page is drawn. */
  #first: Made | undefined = first;
  #worker: Worker | undefined;
  #open!: Promise<Open>;
  #opened!: (open: Open) => void;
  #failed!: (problem: Problem) => void;
  #listeners = new Set<(kinds: Kind[]) => void>();
  #traps: number[] = [];
  #ended: ((problem: Problem) => void) | undefined;
  #waiting: AbortController | undefined;
  /** Counts the times that this tab asked for the lock: what becomes of an earlier one is of no interest. */
  #asked = 0;
  /** An earlier worker's askers were told that it ended: they ask again once another is open. */
  #isAfresh = false;
  #owning: Owning = { held: () => {}, lost: () => {}, waits: () => {} };

  constructor() {
    this.#promise();
  }

  /** Opens the replica if no other tab has it; else waits for that tab to end. */
  async start(owning: Owning): Promise<void> {
    this.#owning = owning;
    addEventListener('visibilitychange', () => this.#seen());
    for (const change of ['online', 'offline']) {
      addEventListener(
        change,
        () => this.phase.is === 'ready' && void this.#open.then(({ calls }) => calls.heedSignal()),
      );
    }
    const free = await this.#hold({ ifAvailable: true });
    if (!free && this.phase.is === 'starting') {
      this.#wait();
    }
  }

  /** Takes the replica from the tab that has it. */
  async takeOver(): Promise<void> {
    this.#waiting?.abort();
    this.phase = { is: 'starting' };
    await this.#hold({ steal: true });
  }

  /** Starts again after a failure. */
  async tryAgain(): Promise<void> {
    this.#traps = [];
    this.phase = { is: 'starting' };
    this.#afresh();
    await this.#launch();
  }

  /** Calls `listener` with the kinds of records that changed, whoever changed them; returns how to end that. */
  onChange(listener: (kinds: Kind[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tries the other devices at once. */
  async callNow(): Promise<void> {
    await (await this.#open).calls.callNow();
  }

  importBatch(bytes: Uint8Array): ReturnType<Remote<WorkerCalls>['importBatch']> {
    return this.#ask((calls) => calls.importBatch(bytes));
  }

  /** Becomes one of the owner's devices by the token of a link of `mingle open`. Like those below, as [WorkerCalls] says. */
  useLink(token: string): Promise<void> {
    return this.#ask((calls) => calls.useLink(token));
  }

  async joinByCode(code: string): Promise<Joined> {
    this.joining = 'calling';
    try {
      return await this.#ask((calls) => calls.joinByCode(code));
    } finally {
      this.joining = undefined;
    }
  }

  openPairing(): Promise<Opening> {
    return this.#ask((calls) => calls.openPairing());
  }

  pairing(id: number, seen: number): Promise<PairingProgress> {
    return this.#ask((calls) => calls.pairing(id, seen));
  }

  takeBackPairing(id: number): Promise<void> {
    return this.#ask((calls) => calls.takeBackPairing(id));
  }

  /** Asks the worker that has the replica open; rejects with a Problem. What comlink's types make of a union is none. */
  async #ask<T>(question: (calls: Remote<WorkerCalls>) => Promise<unknown>): Promise<T> {
    const { calls, gone } = await this.#open;
    return Promise.race([question(calls) as Promise<T>, gone]);
  }

  #promise(): void {
    this.#open = new Promise((resolve, reject) => {
      this.#opened = resolve;
      this.#failed = reject;
    });
    this.#open.catch(() => {});
  }

  /** Another worker is to open the replica. Who waits for the one before is told that it broke off, not left to wait. */
  #afresh(): void {
    this.#failed(closed);
    this.#promise();
    this.#isAfresh = true;
  }

  /** Another tab has it: it is ours once that one ends. */
  #wait(): void {
    this.phase = { is: 'elsewhere' };
    this.#owning.waits();
    // The first worker stays for that: ended while it loads, it would leave a request with the service worker that never
    // ends, and an update of the page waits for all of those.
    this.#waiting = new AbortController();
    void this.#hold({ signal: this.#waiting.signal });
  }

  /** Has the lock until this tab ends or another takes it; false if it was not to be had. */
  #hold(options: LockOptions): Promise<boolean> {
    this.#asked += 1;
    const asked = this.#asked;
    return new Promise((granted) => {
      const held = navigator.locks.request(lockName, options, async (lock) => {
        granted(lock !== null);
        if (lock !== null) {
          if (this.#worker !== undefined) {
            // It came to have the lock by waiting just as it took it.
            this.#afresh();
          }
          this.#owning.held();
          await this.#launch();
          // Held for as long as this tab lives.
          await new Promise<never>(() => {});
        }
      });
      held.catch((error: unknown) => asked === this.#asked && this.#lost(error)).finally(() => granted(false));
    });
  }

  #lost(error: unknown): void {
    if (!(error instanceof DOMException && error.name === 'AbortError')) {
      // A browser that may keep nothing for this page has no locks for it either.
      const problem = { code: 'no-files', message: String(error), hint: null };
      this.phase = { is: 'failed', problem };
      this.#failed(problem);
      this.#owning.held();
    } else if (this.#worker !== undefined) {
      // Another tab took it.
      this.#end();
      this.#afresh();
      this.#owning.lost();
      this.#wait();
    }
  }

  async #launch(): Promise<void> {
    this.#end();
    const { worker, gone, end } = this.#first ?? makeWorker();
    this.#first = undefined;
    this.#worker = worker;
    this.#ended = end;
    const calls = wrap<WorkerCalls>(worker);
    worker.addEventListener('message', ({ data }: MessageEvent<Notice | object>) => {
      if ('notice' in data) {
        this.#hear(data);
      }
    });
    try {
      this.device = (await Promise.race([calls.open(), gone])).device;
      this.phase = { is: 'ready' };
      this.#opened({ calls, gone });
      gone.catch((problem: Problem) => this.#replace(worker, problem));
      if (this.#isAfresh) {
        this.#isAfresh = false;
        this.#tell(['contact', 'interaction', 'event', 'move', 'devices', 'me']);
      }
    } catch (problem) {
      if (worker !== this.#worker) {
        return;
      }
      this.phase = { is: 'failed', problem: problem as Problem };
      this.#failed(problem as Problem);
    }
  }

  #hear(notice: Notice): void {
    if (notice.notice === 'changed') {
      this.#tell(notice.kinds);
    } else if (notice.notice === 'connection') {
      this.connection = notice.connection;
    } else if (notice.notice === 'joining') {
      this.joining = notice.step;
    } else if (notice.notice === 'trapped' && this.#worker !== undefined) {
      this.#replace(this.#worker, notice.problem);
    }
  }

  #tell(kinds: Kind[]): void {
    for (const listener of this.#listeners) {
      listener(kinds);
    }
  }

  /** A worker that broke off is of no more use: a new one opens the replica and finds what was written. */
  #replace(broken: Worker, problem: Problem): void {
    if (broken !== this.#worker) {
      return;
    }
    const now = Date.now();
    this.#traps = [...this.#traps.filter((trap) => now - trap < 60_000), now];
    this.#afresh();
    if (this.#traps.length > mostTraps) {
      this.#end();
      this.phase = { is: 'failed', problem };
      this.#failed(problem);
      return;
    }
    this.phase = { is: 'starting' };
    void this.#launch();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.connection = { state: 'starting', since: Date.now() };
    this.#ended?.(closed);
    this.#ended = undefined;
  }

  #seen(): void {
    if (document.visibilityState === 'visible' && this.phase.is === 'ready') {
      void this.#open.then(({ calls }) => calls.wake());
    }
  }
}

export const host = new Host();
