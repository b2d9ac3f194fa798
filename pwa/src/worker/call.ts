// Keeps calling the owner's daemon until it answers, and again when the connection is gone.

import type { Called, DeviceId, Replica, TalkEffect } from '#worker';
import type { DeviceKey } from './key';
import { type Connection, tell } from './notice';
import { isLoopback } from './own';
import { type Reason, Talk } from './talk';

const first = 500;
const longest = 30_000;
/** The daemon of a page at this address needs no signal. */
const loopback = isLoopback();

/** Connection without its moment. */
type Bare = Connection extends infer One ? (One extends unknown ? Omit<One, 'since'> : never) : never;

/** Says who we are to the daemon that served this page, by the owner's cookie; false if that is not there. */
export type Enrol = () => Promise<boolean>;

export class Caller {
  readonly #replica: Replica;
  readonly #key: DeviceKey;
  readonly #address: string;
  readonly #enrol: Enrol;
  #talk: Talk | undefined;
  #device: DeviceId | undefined;
  #wait = first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connection: Connection = { state: 'starting', since: Date.now() };

  constructor(replica: Replica, key: DeviceKey, address: string, enrol: Enrol) {
    this.#replica = replica;
    this.#key = key;
    this.#address = address;
    this.#enrol = enrol;
    // A call that began without a network may wait for its answer long after there is one.
    addEventListener('online', () => {
      if (this.#talk?.number === undefined) {
        this.callAfresh();
      }
    });
    if (!loopback) {
      addEventListener('offline', () => this.#loseSignal());
    }
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Calls at once, unless a connection stands. */
  callNow(): void {
    if (this.#talk === undefined) {
      this.#wait = first;
      void this.#call();
    }
  }

  /** Ends the connection, which may be dead without anybody knowing, and calls again. */
  callAfresh(): void {
    if (this.#talk === undefined) {
      this.callNow();
    } else {
      this.#wait = 0;
      this.#talk.close();
    }
  }

  /** Gives a talk what the replica wants of it. */
  pass({ talk, effects }: Called): void {
    if (this.#talk?.number === talk) {
      this.#talk.tell(effects);
    }
  }

  async #call(): Promise<void> {
    clearTimeout(this.#timer);
    if (!loopback && !navigator.onLine) {
      this.#loseSignal();
      return;
    }
    if (!this.#knowsAnyone() && !(await this.#enrol())) {
      this.#say({ state: 'alone' });
      this.#callLater();
      return;
    }
    if (this.#talk !== undefined) {
      return;
    }
    this.#talk = new Talk(this.#replica, this.#key, this.#address, {
      effect: (effect) => this.#hear(effect),
      others: (called) => this.pass(called),
      ended: (reason) => void this.#ended(reason),
    });
  }

  #knowsAnyone(): boolean {
    return this.#replica.devices().some((row) => row.device !== this.#key.device && row.revoked === null);
  }

  #hear(effect: TalkEffect): void {
    if (effect.do === 'authenticated') {
      this.#device = effect.device;
      this.#wait = first;
    } else if (effect.do === 'state') {
      const { state } = effect;
      this.#say(state.state === 'authenticating' ? state : { ...state, device: this.#device ?? '' });
    }
  }

  async #ended(reason: Reason | undefined): Promise<void> {
    const answered = this.#device !== undefined;
    this.#talk = undefined;
    this.#device = undefined;
    if (!navigator.onLine) {
      this.#loseSignal();
      if (loopback) {
        this.#callLater();
      }
      return;
    }
    // Whoever the daemon does not know yet may say so by the owner's cookie.
    if (reason?.code === 'stranger' && (await this.#enrol())) {
      this.callNow();
      return;
    }
    if (reason !== undefined) {
      this.#say({ state: 'turned-away', ...reason });
    } else {
      // That nobody answers is known once a call has failed, not when a connection ends.
      this.#say({ state: answered ? 'starting' : 'calling' });
    }
    this.#callLater();
  }

  #callLater(): void {
    clearTimeout(this.#timer);
    const wait = this.#wait * (0.5 + Math.random());
    this.#wait = Math.min(Math.max(this.#wait, first) * 2, longest);
    this.#timer = setTimeout(() => void this.#call(), wait);
  }

  #loseSignal(): void {
    clearTimeout(this.#timer);
    this.#say({ state: 'no-signal' });
    this.#talk?.close();
  }

  #say(bare: Bare): void {
    const since = bare.state === this.#connection.state ? this.#connection.since : Date.now();
    this.#connection = { ...bare, since } as Connection;
    tell({ notice: 'connection', connection: this.#connection });
  }
}
