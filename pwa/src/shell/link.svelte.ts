// A link of `mingle open`: `#open=TOKEN` says once, and for two minutes, that this browser is the owner's.

import type { Problem } from '#worker';
import { host } from '../replica/host.svelte';

type LinkState =
  | { is: 'none' }
  | { is: 'using' }
  | { is: 'used' }
  /** Its code is `link-ended` for a link that was used before or is too old. */
  | { is: 'failed'; problem: Problem };

class Link {
  state: LinkState = $state.raw({ is: 'none' });

  /** Takes the token out of the address, where it would stay in the history, and uses it. */
  take(): void {
    const token = /^#open=([0-9a-f]{64})$/.exec(location.hash)?.[1];
    if (token !== undefined) {
      history.replaceState(history.state, '', `${location.pathname}${location.search}`);
      void this.#use(token);
    }
  }

  async #use(token: string): Promise<void> {
    this.state = { is: 'using' };
    try {
      await host.useLink(token);
      this.state = { is: 'used' };
    } catch (problem) {
      this.state = { is: 'failed', problem: problem as Problem };
    }
  }
}

export const link = new Link();
