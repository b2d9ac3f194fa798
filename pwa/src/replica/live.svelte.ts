// What a view shows: asked of the replica, and asked again whenever records of these kinds change.

import type { Kind, Problem } from '#worker';
import { host } from './host.svelte';

export interface Live<T> {
  /** The answer; undefined until the first one is there. */
  readonly value: T | undefined;
  /** Why there is none. */
  readonly problem: Problem | undefined;
}

/**
 * Asks now, again when what `question` reads changes, and again when records of `kinds` change. `question` is called
 * at once, so that it can read state, and returns what asks. For use while a component is being made.
 */
export function live<T>(kinds: Kind[], question: () => () => Promise<T>): Live<T> {
  let value: T | undefined = $state.raw();
  let problem: Problem | undefined = $state.raw();
  $effect(() => {
    const ask = question();
    let ended = false;
    let busy = false;
    let again = false;
    const refresh = async () => {
      again = busy;
      if (busy) {
        return;
      }
      busy = true;
      try {
        const answer = await ask();
        if (!ended) {
          value = answer;
          problem = undefined;
        }
      } catch (error) {
        if (!ended) {
          problem = error as Problem;
        }
      } finally {
        busy = false;
      }
      if (again && !ended) {
        void refresh();
      }
    };
    void refresh();
    const deaf = host.onChange((changed) => {
      if (changed.some((kind) => kinds.includes(kind))) {
        void refresh();
      }
    });
    return () => {
      ended = true;
      deaf();
    };
  });
  return {
    get value() {
      return value;
    },
    get problem() {
      return problem;
    },
  };
}
