// Joining the owner's other devices by a code that one of them shows: a socket to the daemon that served this page. What
// is said over it is the replica's business.

import type { Called, JoinEffect, JoinEnd, Joined, Problem, Replica } from '#worker';
import { perform } from './journal';
import { tell } from './notice';
import { socketAddress } from './own';

/** Whoever does not pick up, or goes on, within so many milliseconds is not there. */
const pickUp = 10_000;
const goOn = 20_000;

type Over = { joined: Joined } | { problem: Problem };

let running: Promise<unknown> = Promise.resolve();

/** Joins; rejects with a Problem. A code that is typed while another is tried waits for that. */
export function joinByCode(replica: Replica, code: string, others: (called: Called) => void): Promise<Joined> {
  const ask = <T>(work: () => T) => perform(replica, work, others);
  const join = async () => {
    ask(() => replica.join(code));
    for (;;) {
      tell({ notice: 'joining', step: 'calling' });
      const end = await new Call(replica, ask).end;
      const next = ask(() => replica.join_ended(end));
      const over = overBy(next);
      if (over !== undefined && 'joined' in over) {
        return over.joined;
      }
      if (over !== undefined) {
        throw over.problem;
      }
      await new Promise((resolve) => setTimeout(resolve, waitOf(next)));
    }
  };
  const joining = running.then(join, join);
  running = joining.catch(() => {});
  return joining;
}

function overBy(effects: JoinEffect[]): Over | undefined {
  const over = effects.find((effect) => effect.do === 'joined' || effect.do === 'failed');
  return over?.do === 'joined' || over?.do === 'failed' ? over : undefined;
}

function waitOf(effects: JoinEffect[]): number {
  const again = effects.find((effect) => effect.do === 'call-again');
  return again?.do === 'call-again' ? again.after : 0;
}

/** One socket, from its opening to its end. */
class Call {
  readonly end: Promise<JoinEnd>;
  readonly #socket = new WebSocket(socketAddress('/pair'));
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(replica: Replica, ask: <T>(work: () => T) => T) {
    this.#socket.binaryType = 'arraybuffer';
    let isOpen = false;
    const hear = (effects: () => JoinEffect[]) => {
      this.#wait(goOn);
      try {
        this.#do(ask(effects));
      } catch {
        // A journal that broke off is told by its own notice; who waits for this hears of the end.
        this.#socket.close();
      }
    };
    this.#wait(pickUp);
    this.#socket.addEventListener('open', () => {
      isOpen = true;
      hear(() => replica.join_opened());
    });
    this.#socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
      hear(() => replica.join_heard(new Uint8Array(data))),
    );
    this.end = new Promise((resolve) => {
      this.#socket.addEventListener('close', ({ wasClean }) => {
        clearTimeout(this.#timer);
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
      } else if (effect.do === 'step') {
        tell({ notice: 'joining', step: effect.step });
      } else if (effect.do === 'hang-up') {
        this.#socket.close();
      }
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
