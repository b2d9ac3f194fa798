// What just happened, with its undo. It stays until it is closed, undone, or something else happens.

import type { Problem } from '#worker';
import { busyWhile, isUndoFresh } from './busy';

export interface Said {
  words: string;
  undo?: () => Promise<unknown>;
}

class LastSaid {
  said: Said | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  #since = 0;

  tell(words: string, undo?: () => Promise<unknown>): void {
    this.problem = undefined;
    this.#since = Date.now();
    this.said = undo === undefined ? { words } : { words, undo };
  }

  /** Does `work`, then tells `words`; a problem is told instead, and undefined is returned. */
  async do<T>(work: () => Promise<T>, words?: string, undo?: (result: T) => Promise<unknown>): Promise<T | undefined> {
    try {
      const result = await work();
      if (words !== undefined) {
        this.tell(words, undo === undefined ? undefined : () => undo(result));
      }
      return result;
    } catch (problem) {
      this.said = undefined;
      this.problem = problem as Problem;
      return undefined;
    }
  }

  async undo(): Promise<void> {
    const { said } = this;
    const undo = said?.undo;
    if (said !== undefined && undo !== undefined) {
      // It stays until there is something else to tell, so that the focus has a place to stay at.
      this.said = { words: said.words };
      await this.do(undo, 'Undone.');
    }
  }

  close(): void {
    this.said = undefined;
    this.problem = undefined;
  }

  /** Whether an undo is offered that somebody may still come back for. */
  get hasFreshUndo(): boolean {
    return this.said?.undo !== undefined && isUndoFresh(this.#since);
  }
}

export const said = new LastSaid();

busyWhile(() => said.hasFreshUndo);
