// One socket to one daemon, and the session that runs over it.

import type { DeviceId, Replica, TalkEffect } from '#worker';
import { perform } from './journal';
import type { DeviceKey } from './key';

/** Why a talk ended. `theirs`: the other side ended it, and the code is about us. */
export interface Reason {
  code: string;
  message: string;
  theirs: boolean;
}

/** What the talk tells of itself. */
export interface Heard {
  effect(effect: TalkEffect): void;
  /** For another talk of this replica. */
  others(called: { talk: number; effects: TalkEffect[] }): void;
  ended(reason: Reason | undefined): void;
}

/** Whoever does not pick up within this many milliseconds is not there: the system itself would wait for minutes. */
const patience = 10_000;

export class Talk {
  readonly #replica: Replica;
  readonly #key: DeviceKey;
  readonly #socket: WebSocket;
  readonly #heard: Heard;
  readonly #expect: DeviceId | undefined;
  #number: number | undefined;
  #reason: Reason | undefined;
  /** What comes waits for a signature that is being made, so that all is done in its order. */
  #inOrder: Promise<void> = Promise.resolve();

  /** `expect`: whoever else is there is not talked to. */
  constructor(replica: Replica, key: DeviceKey, address: string, expect: DeviceId | undefined, heard: Heard) {
    this.#replica = replica;
    this.#key = key;
    this.#heard = heard;
    this.#expect = expect;
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = 'arraybuffer';
    const unanswered = setTimeout(() => this.#socket.close(), patience);
    this.#socket.addEventListener('open', () => {
      clearTimeout(unanswered);
      this.#next(() => this.#begin());
    });
    this.#socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
      this.#next(() => this.#hear(new Uint8Array(data))),
    );
    this.#socket.addEventListener('close', () => {
      clearTimeout(unanswered);
      this.#next(() => this.#end());
    });
  }

  /** The number by which the replica knows this talk; none before it has begun. */
  get number(): number | undefined {
    return this.#number;
  }

  /** Does what the replica wants of this talk because something changed. */
  tell(effects: TalkEffect[]): void {
    this.#next(() => this.#do(effects));
  }

  close(): void {
    this.#socket.close();
  }

  #next(work: () => Promise<void>): void {
    this.#inOrder = this.#inOrder.then(work).catch((error: unknown) => {
      this.#reason ??= { code: 'worker-broke-off', message: String(error), theirs: false };
      this.#socket.close();
    });
  }

  async #begin(): Promise<void> {
    const { talk, effects } = this.#ask(() => this.#replica.call(this.#expect));
    this.#number = talk;
    await this.#do(effects);
  }

  async #hear(bytes: Uint8Array): Promise<void> {
    const talk = this.#number;
    if (talk !== undefined) {
      await this.#do(this.#ask(() => this.#replica.heard(talk, bytes)));
    }
  }

  async #end(): Promise<void> {
    const talk = this.#number;
    this.#number = undefined;
    try {
      if (talk !== undefined) {
        this.#ask(() => this.#replica.hang_up(talk));
      }
    } finally {
      // Whatever the replica says to it, the connection is gone, and the next call is due.
      this.#heard.ended(this.#reason);
    }
  }

  async #do(effects: TalkEffect[]): Promise<void> {
    for (const effect of effects) {
      if (effect.do === 'send') {
        this.#socket.send(effect.bytes.slice());
      } else if (effect.do === 'sign') {
        const signature = await this.#key.sign(effect.bytes);
        const talk = this.#number;
        if (talk !== undefined) {
          await this.#do(this.#ask(() => this.#replica.signed(talk, signature)));
        }
      } else {
        if (effect.do === 'close') {
          this.#reason = { code: effect.code, message: effect.message, theirs: effect.theirs };
          this.#socket.close();
        }
        this.#heard.effect(effect);
      }
    }
  }

  #ask<T>(work: () => T): T {
    return perform(this.#replica, work, (called) => this.#heard.others(called));
  }
}
