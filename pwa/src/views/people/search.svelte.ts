// Search as one types: the latest answer wins; one question is on its way, and only the newest one waits.

import type { Found, Problem } from '#worker';
import { host } from '../../replica/host.svelte';

/** More would take longer than a key may, and nobody reads on so far: one more letter finds it. */
export const most = 20;

class Search {
  /** What stands in the field. It outlives the view: whoever opens a result comes back to the others. */
  typed = $state('');
  /** The answer to `answered`; undefined before the first one. */
  found: Found[] | undefined = $state.raw();
  answered = $state('');
  problem: Problem | undefined = $state.raw();

  #busy = false;
  #again = false;

  /** To be called when what is typed changes, and when records do. */
  async ask(): Promise<void> {
    this.#again = this.#busy;
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    do {
      this.#again = false;
      await this.#askOnce(this.typed.trim());
    } while (this.#again);
    this.#busy = false;
  }

  clear(): void {
    this.typed = '';
    void this.ask();
  }

  async #askOnce(typed: string): Promise<void> {
    try {
      this.found = typed === '' ? undefined : await host.journal.find(typed, most);
      this.answered = typed;
      this.problem = undefined;
    } catch (problem) {
      this.problem = problem as Problem;
    }
  }
}

export const search = new Search();
