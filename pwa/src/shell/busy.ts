// What would be lost if this window were loaded anew: who writes or carries something says so here.

const reasons: (() => boolean)[] = [];

/** Asks `reason` from now on, whenever somebody wants to know whether this window may be loaded anew. */
export function busyWhile(reason: () => boolean): void {
  reasons.push(reason);
}

/** Something is being written or carried here that this page alone has. What stands in an open sheet is nowhere else. */
export function isBusy(): boolean {
  return document.querySelector('dialog[open]') !== null || reasons.some((reason) => reason());
}
