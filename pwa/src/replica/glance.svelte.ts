// What Now showed when the page was open last: on screen until the journal has opened, once.

import type { Now } from '#worker';
import { host } from './host.svelte';
import { glance } from './made';

class KeptNow {
  /** Nothing until it is read, where nothing is kept, and of a journal without people, which has a first page of its own. */
  value: Now | undefined = $state.raw();
  /** Resolves once it is known whether anything is kept. */
  readonly isRead: Promise<void>;
  #isOver = false;

  constructor() {
    this.isRead = glance.then((now) => {
      if (!this.#isOver && now !== undefined && now.people > 0) {
        this.value = now;
      }
    });
    // What has changed since is not to come back, nor what another window made of the journal.
    host.onChange(() => this.end());
  }

  /** The journal's own answer is there, or it is not ours to ask. */
  end(): void {
    this.#isOver = true;
    this.value = undefined;
  }
}

export const keptNow = new KeptNow();
