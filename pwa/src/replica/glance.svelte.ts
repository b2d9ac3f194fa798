// What Now showed when the page was open last: on screen until the journal has opened, once.

import type { Now } from '#worker';
import { keptGlance } from '../worker/glance';
import { host } from './host.svelte';

class KeptNow {
  /** Nothing until it is read, where nothing is kept, and of a journal without people, which has a first page of its own. */
  value: Now | undefined = $state.raw();
  #isOver = false;

  constructor() {
    void keptGlance().then((now) => {
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
