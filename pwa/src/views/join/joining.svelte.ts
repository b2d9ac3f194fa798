// Becoming one of the owner's devices by a code: what is typed, tried and found outlives the view that shows it.

import type { Joined } from '#joiner';
import type { Problem } from '#worker';
import { host } from '../../replica/host.svelte';
import { busyWhile } from '../../shell/busy';

class Joining {
  /** What stands in the field. */
  code: string = $state('');
  problem: Problem | undefined = $state.raw();
  /** With whom, until that was read. */
  joined: Joined | undefined = $state.raw();

  /** Tries the code that was typed. */
  async start(): Promise<void> {
    if (host.joining !== undefined) {
      return;
    }
    this.problem = undefined;
    try {
      this.joined = await host.joinByCode(this.code);
      this.code = '';
    } catch (problem) {
      this.problem = problem as Problem;
    }
  }

  /** It was read. */
  end(): void {
    this.joined = undefined;
  }
}

export const joining = new Joining();

busyWhile(() => joining.code !== '' || joining.joined !== undefined || host.joining !== undefined);
