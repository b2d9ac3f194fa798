// What came of a call or a message: asked when its writer is back on the page.

import type { DocumentId } from '#worker';
import { busyWhile, isUndoFresh } from '../../shell/busy';

export interface Attempt {
  id: DocumentId;
  name: string;
  channel: 'call' | 'message' | 'mail';
}

/** A page that nothing took the place of asks after this many milliseconds: the call may be made on another phone. */
const patience = 2500;

class Hello {
  /** What is to be asked about, once its writer is back. */
  asked: Attempt | undefined = $state.raw();
  /** When the last one began. */
  since = 0;
  #end: (() => void) | undefined;

  /** An address was followed that leads out of the page. */
  begin(attempt: Attempt): void {
    this.#end?.();
    this.since = Date.now();
    let away = false;
    const back = () => {
      this.#end?.();
      this.asked = attempt;
    };
    const turn = () => {
      if (document.visibilityState === 'hidden' || !document.hasFocus()) {
        away = true;
      } else if (away) {
        back();
      }
    };
    const stayed = setTimeout(() => {
      if (!away) {
        back();
      }
    }, patience);
    document.addEventListener('visibilitychange', turn);
    addEventListener('blur', turn);
    addEventListener('focus', turn);
    this.#end = () => {
      clearTimeout(stayed);
      document.removeEventListener('visibilitychange', turn);
      removeEventListener('blur', turn);
      removeEventListener('focus', turn);
      this.#end = undefined;
    };
  }

  answered(): void {
    this.asked = undefined;
  }

  /** Its writer is away, or has not said yet what came of it. */
  get isOpen(): boolean {
    return this.#end !== undefined || this.asked !== undefined;
  }
}

export const hello = new Hello();

// Nothing but this page knows that there is something to ask. It waits as long for an answer as it does with an undo.
busyWhile(() => hello.isOpen && isUndoFresh(hello.since));
