// One place that is called until it answers, and again when the connection is gone.

import type { Called, Callee, DeviceId, Replica, TalkEffect } from '#worker';
import type { DeviceKey } from './key';
import type { Connection } from './notice';
import { isLoopback, socketAddress } from './own';
import { type Reason, Talk } from './talk';

const first = 500;
const longest = 30_000;

/** Connection without its moment. */
type Bare = Connection extends infer One ? (One extends unknown ? Omit<One, 'since'> : never) : never;

/** What a place tells of itself. */
export interface Around {
  /** How its connection stands has changed. */
  changed(): void;
  /** Whether another place is talking to this device: one talk for each is enough. */
  isTalking(device: DeviceId, except: Place): boolean;
  /** A talk has ended: another place may be waiting for that. */
  ended(): void;
  /** For another talk of this replica. */
  others(called: Called): void;
}

/** A page that came from this machine needs no signal to call it. */
export const hasSignal = () => isLoopback() || navigator.onLine;

export class Place {
  readonly #replica: Replica;
  readonly #key: DeviceKey;
  readonly #around: Around;
  #callee: Callee;
  #talk: Talk | undefined;
  /** Who has proven to be there; and who was there last. */
  #device: DeviceId | undefined;
  #met: DeviceId | undefined;
  #wait = first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connection: Connection = { state: 'starting', since: Date.now() };
  #isClosed = false;

  constructor(replica: Replica, key: DeviceKey, callee: Callee, around: Around) {
    this.#replica = replica;
    this.#key = key;
    this.#callee = callee;
    this.#around = around;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Who has proven to be at the other end. */
  get device(): DeviceId | undefined {
    return this.#device;
  }

  /** Whether a talk has begun, not only a call. */
  get hasBegun(): boolean {
    return this.#talk?.number !== undefined;
  }

  /** Whether this is the place that is meant; if so it is called as that says from now on. */
  is(callee: Callee): boolean {
    const { host, device } = this.#callee;
    const isFree = device === null && this.#talk === undefined;
    const fits = callee.device === null || [device, this.#device].includes(callee.device) || isFree;
    if (callee.host !== host || !fits) {
      return false;
    }
    this.#callee = callee;
    return true;
  }

  /** Calls at once, unless a connection stands. */
  callNow(): void {
    if (this.#talk === undefined) {
      this.#wait = first;
      this.#call();
    }
  }

  /** Calls if it waits for nothing but another place's end. */
  callIfIdle(): void {
    if (this.#timer === undefined) {
      this.callNow();
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

  /** Gives the talk what the replica wants of it; false if it is another place's. */
  pass({ talk, effects }: Called): boolean {
    if (this.#talk?.number !== talk) {
      return false;
    }
    this.#talk.tell(effects);
    return true;
  }

  /** Ends what there is, until it is told to call again. */
  hangUp(): void {
    this.#stopWaiting();
    this.#talk?.close();
  }

  /** Ends it for good. */
  close(): void {
    this.#isClosed = true;
    this.hangUp();
  }

  #call(): void {
    this.#stopWaiting();
    if (this.#talk !== undefined || this.#isClosed || !hasSignal()) {
      return;
    }
    const { host, device } = this.#callee;
    const likely = device ?? this.#met;
    if (likely !== undefined && this.#around.isTalking(likely, this)) {
      return;
    }
    this.#talk = new Talk(this.#replica, this.#key, socketAddress('/sync', host), device ?? undefined, {
      effect: (effect) => this.#hear(effect),
      others: (called) => this.#around.others(called),
      ended: (reason) => this.#ended(reason),
    });
  }

  #hear(effect: TalkEffect): void {
    if (effect.do === 'authenticated') {
      this.#met = effect.device;
      if (this.#around.isTalking(effect.device, this)) {
        this.#talk?.close();
        return;
      }
      this.#device = effect.device;
      this.#wait = first;
    } else if (effect.do === 'state') {
      const { state } = effect;
      this.#say(state.state === 'authenticating' ? state : { ...state, device: this.#device ?? '' });
    }
  }

  #ended(reason: Reason | undefined): void {
    const answered = this.#device !== undefined;
    this.#talk = undefined;
    this.#device = undefined;
    if (this.#isClosed) {
      return;
    }
    if (reason !== undefined) {
      this.#say({ state: 'turned-away', ...reason });
    } else {
      // That nobody answers is known once a call has failed, not when a connection ends.
      this.#say({ state: answered ? 'starting' : 'calling' });
    }
    this.#callLater();
    this.#around.ended();
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #callLater(): void {
    this.#stopWaiting();
    const wait = this.#wait * (0.5 + Math.random());
    this.#wait = Math.min(Math.max(this.#wait, first) * 2, longest);
    this.#timer = setTimeout(() => this.#call(), wait);
  }

  #say(bare: Bare): void {
    const since = bare.state === this.#connection.state ? this.#connection.since : Date.now();
    this.#connection = { ...bare, since } as Connection;
    this.#around.changed();
  }
}
