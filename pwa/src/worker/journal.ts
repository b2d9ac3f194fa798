// The replica as the tab may call it: every call tells afterwards what changed, and a trap is seen.

import type { Called, Problem, Replica } from '#worker';
import { tell, tellChanged } from './notice';

/** What is the worker's own business. */
type Inner =
  | 'free'
  | 'be_device'
  | 'add_device'
  | 'call'
  | 'heard'
  | 'signed'
  | 'hang_up'
  | 'join_words'
  | 'can_join'
  | 'join'
  | 'changes'
  | 'told'
  | 'import_batch';
export type Journal = Omit<Replica, Inner | symbol>;

/** Runs `work` on the replica; then tells the tab what changed, and the other devices. */
export function perform<T>(replica: Replica, work: () => T, others: (called: Called) => void): T {
  try {
    const result = work();
    tellChanged(replica.changes().kinds);
    replica.told().forEach(others);
    return result;
  } catch (error) {
    if (isTrap(error)) {
      tell({ notice: 'trapped', problem: asProblem(error) });
    }
    throw isProblem(error) ? error : asProblem(error);
  }
}

/** An object with all of the replica's calls, each run by [perform]. */
export function journal(replica: Replica, others: (called: Called) => void): Journal {
  return new Proxy(replica, {
    get: (target, name) => {
      const call: unknown = Reflect.get(target, name, target);
      if (typeof call !== 'function') {
        return call;
      }
      return (...words: unknown[]) => perform(replica, () => call.apply(target, words), others);
    },
  });
}

function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || (error instanceof Error && !isProblem(error));
}

export function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error && 'hint' in error;
}

export function asProblem(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'worker-broke-off', message, hint: null };
}
