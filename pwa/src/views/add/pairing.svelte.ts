// A code that is shown, from its making to its end: only while somebody looks at it.

import type { Problem } from '#worker';
import { host } from '../../replica/host.svelte';
import type { Over } from '../../words/pairing';
import type { Opening, OtherDevice, PairingProgress } from '../../worker/control';

export type Opened = Opening & { opening: 'opened' };

/** The worker was replaced: so long until the next one is asked, in milliseconds. */
const pause = 500;

export class Pairing {
  opened: Opened | undefined = $state.raw();
  progress: PairingProgress | undefined = $state.raw();
  /** Why there is none; nothing while one is shown or made. */
  over: Over | undefined = $state.raw();
  /** Who was added. */
  joined: OtherDevice | undefined = $state.raw();
  /** When the code ends, in milliseconds since 1970. */
  until = 0;

  /** Counts the codes: what is heard of an earlier one is of no interest. */
  #turn = 0;
  #cutOff: OtherDevice | undefined;

  /** Has a new code shown, and follows it to its end. */
  async open(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.opened = undefined;
    this.progress = undefined;
    this.over = undefined;
    this.joined = undefined;
    this.#cutOff = undefined;
    try {
      const opening = await host.openPairing();
      if (turn !== this.#turn) {
        // Whoever asked is gone.
        takeBack(opening);
      } else if (opening.opening === 'already-open') {
        this.over = { is: 'already-open', id: opening.id, seconds: opening.expires_in_seconds };
      } else if (opening.phone === null) {
        takeBack(opening);
        this.over = { is: 'this-machine-alone' };
      } else {
        this.until = Date.now() + opening.expires_in_seconds * 1000;
        this.opened = opening;
        await this.#follow(opening.id, turn);
      }
    } catch (problem) {
      this.#fail(problem as Problem, turn);
    }
  }

  /** Ends what kept a code from being shown, and shows one. */
  async openAgain(): Promise<void> {
    const { over } = this;
    if (over?.is === 'already-open') {
      await host.takeBackPairing(over.id).catch(() => {});
    }
    await this.open();
  }

  /** Nobody looks at it any more: the code is taken back. */
  leave(): void {
    this.#turn += 1;
    const { opened } = this;
    if (opened !== undefined && this.joined === undefined && this.over === undefined) {
      takeBack(opened);
    }
  }

  /** It cannot be shown. */
  stop(problem: Problem): void {
    this.leave();
    this.over = { is: 'problem', problem };
  }

  async #follow(id: number, turn: number): Promise<void> {
    let seen = 0;
    while (turn === this.#turn && this.joined === undefined && this.over === undefined) {
      const progress = await this.#ask(id, seen);
      if (turn === this.#turn && progress !== undefined) {
        seen = progress.seen;
        this.#take(progress);
      }
    }
  }

  /** Nothing where the journal was started again meanwhile: the code stands as before. */
  async #ask(id: number, seen: number): Promise<PairingProgress | undefined> {
    try {
      return await host.pairing(id, seen);
    } catch (error) {
      if ((error as Problem).code !== 'worker-broke-off') {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      return undefined;
    }
  }

  #take(progress: PairingProgress): void {
    this.progress = progress;
    if (progress.state === 'joined') {
      this.joined = progress.other;
    } else if (progress.state === 'cut-off') {
      this.#cutOff = progress.other;
    } else if (progress.state === 'closed') {
      this.over =
        this.#cutOff === undefined ? { is: 'closed', why: progress.why } : { is: 'unfinished', other: this.#cutOff };
    }
  }

  #fail(problem: Problem, turn: number): void {
    if (turn === this.#turn) {
      this.over = { is: 'problem', problem };
    }
  }
}

/** Where that cannot be said, the code ends by itself: nobody asks about it any more. */
function takeBack(opening: Opening): void {
  void host.takeBackPairing(opening.id).catch(() => {});
}
