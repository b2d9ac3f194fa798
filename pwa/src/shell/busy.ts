// What would be lost if this window were loaded anew: who writes or carries something says so here.

/** After so many milliseconds an undo that is offered keeps no update waiting. */
const undoKeeps = 5 * 60 * 1000;

const reasons: (() => boolean)[] = [];

/** Asks `reason` from now on, whenever somebody wants to know whether this window may be loaded anew. */
export function busyWhile(reason: () => boolean): void {
  reasons.push(reason);
}

/** Something is being written or carried here that this page alone has. What stands in an open sheet is nowhere else. */
export function isBusy(): boolean {
  return document.querySelector('dialog[open]') !== null || reasons.some((reason) => reason());
}

/**
 * Whether an undo that was offered at `since` is one to wait for. It is gone with this life of the page, so that an
 * update waits for whoever was called away for a moment. But it stands there until somebody closes it, which few do: it
 * does not hold an update up for longer than anyone comes back for it.
 */
export function isUndoFresh(since: number): boolean {
  return Date.now() - since < undoKeeps;
}
