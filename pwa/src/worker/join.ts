// Joining the owner's other devices by a code that one of them shows: a socket to the daemon that served this page. What
// is said over it is the business of a module that is loaded for it; what is written down is the replica's.

import type { JoinEffect, JoinEnd, Joined, Joiner } from '#joiner';
import type { Called, Problem, Replica } from '#worker';
import { asProblem, isProblem, perform } from './journal';
import type { DeviceKey } from './key';
import { tell } from './notice';
import { socketAddress } from './own';

/** Whoever does not pick up, or goes on, within so many milliseconds is not there. */
const pickUp = 10_000;
const goOn = 20_000;

const notLoaded: Problem = {
  code: 'unreachable',
  message: 'Your laptop does not answer, or has a newer Mingle than this page.',
  hint: 'Be near it, load this page again, and type the code once more.',
};

type Ask = <T>(work: () => T) => T;

let running: Promise<unknown> = Promise.resolve();

/** Joins; rejects with a Problem. A code that is typed while another is tried waits for that. */
export function joinByCode(
  replica: Replica,
  key: DeviceKey,
  code: string,
  others: (called: Called) => void,
): Promise<Joined> {
  const ask: Ask = (work) => perform(replica, work, others);
  const join = () => joinWith(replica, key, code, ask);
  const joining = running.then(join, join);
  running = joining.catch(() => {});
  return joining;
}

async function joinWith(replica: Replica, key: DeviceKey, code: string, ask: Ask): Promise<Joined> {
  tell({ notice: 'joining', step: 'calling' });
  const joiner = await load(code);
  try {
    for (;;) {
      const how = await new Call(replica, key, joiner, ask).end;
      const [next] = joiner.ended(how);
      if (next?.do === 'joined') {
        return next.joined;
      }
      if (next?.do !== 'call-again') {
        throw next?.do === 'failed' ? next.problem : asProblem('joining ended without a word');
      }
      await new Promise((resolve) => setTimeout(resolve, next.after));
      tell({ notice: 'joining', step: 'calling' });
    }
  } finally {
    joiner.free();
  }
}

async function load(code: string): Promise<Joiner> {
  const module = await import('#joiner').catch(() => Promise.reject(notLoaded));
  await module.default().catch(() => Promise.reject(notLoaded));
  return new module.Joiner(code);
}

/** One socket, from its opening to its end. */
class Call {
  readonly end: Promise<JoinEnd>;
  readonly #replica: Replica;
  readonly #key: DeviceKey;
  readonly #joiner: Joiner;
  readonly #ask: Ask;
  readonly #socket = new WebSocket(socketAddress('/pair'));
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The socket is gone: what was being signed is for nobody any more. */
  #isOver = false;

  constructor(replica: Replica, key: DeviceKey, joiner: Joiner, ask: Ask) {
    this.#replica = replica;
    this.#key = key;
    this.#joiner = joiner;
    this.#ask = ask;
    this.#socket.binaryType = 'arraybuffer';
    this.#wait(pickUp);
    let isOpen = false;
    this.#socket.addEventListener('open', () => {
      isOpen = true;
      this.#wait(goOn);
      this.#inJournal(() => this.#do(joiner.opened(replica.join_words())));
    });
    this.#socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#wait(goOn);
      this.#do(joiner.heard(new Uint8Array(data)));
    });
    this.end = new Promise((resolve) => {
      this.#socket.addEventListener('close', ({ wasClean }) => {
        clearTimeout(this.#timer);
        this.#isOver = true;
        resolve(isOpen ? (wasClean ? 'clean' : 'broken') : whyUnanswered());
      });
    });
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.close(), milliseconds);
  }

  #do(effects: JoinEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') {
        this.#socket.send(effect.bytes.slice());
      } else if (effect.do === 'sign') {
        void this.#sign(effect.bytes);
      } else if (effect.do === 'step') {
        tell({ notice: 'joining', step: effect.step });
      } else if (effect.do === 'hang-up') {
        this.#socket.close();
      } else if (effect.do === 'agree') {
        const agree = () => this.#joiner.agreed(this.#ask(() => this.#replica.can_join(effect.bytes)));
        this.#inJournal(() => this.#do(agree()));
      } else if (effect.do === 'keep') {
        this.#inJournal(() => {
          this.#ask(() => this.#replica.join(effect.bytes));
          this.#do(this.#joiner.kept());
        });
      }
    }
  }

  /** Nothing is said by the other side until it has this. */
  async #sign(bytes: Uint8Array): Promise<void> {
    const signed = await this.#key.sign(bytes).then(
      (signature) => () => this.#do(this.#joiner.signed(signature)),
      (error: unknown) => () => {
        throw error;
      },
    );
    if (!this.#isOver) {
      this.#inJournal(signed);
    }
  }

  /** What goes wrong in the journal or with the key is told to the other side in one word, and to whoever waits for this. */
  #inJournal(work: () => void): void {
    try {
      work();
    } catch (error) {
      const { code, message, hint } = isProblem(error) ? error : asProblem(error);
      this.#do(this.#joiner.not_kept(code, message, hint ?? undefined));
    }
  }
}

/** A socket that was not opened does not say why; the same path, asked for without one, does. */
async function whyUnanswered(): Promise<JoinEnd> {
  try {
    const { status } = await fetch('/pair', { cache: 'no-store', signal: AbortSignal.timeout(pickUp) });
    return status === 404 ? 'no-code-shown' : 'busy';
  } catch {
    return 'unreachable';
  }
}
