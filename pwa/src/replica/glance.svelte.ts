// What Now showed when the page was open last: on screen until the journal has opened.

import type { Now } from '#worker';
import { keptGlance } from '../worker/glance';

class KeptNow {
  /** Nothing until it is read, where nothing is kept, and of a journal without people, which has a first page of its own. */
  value: Now | undefined = $state.raw();

  constructor() {
    void keptGlance().then((now) => {
      if (now !== undefined && now.people > 0) {
        this.value = now;
      }
    });
  }
}

export const keptNow = new KeptNow();
