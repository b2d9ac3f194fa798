// Where the focus goes when what had it is gone.

/** The view as a whole: the next Tab goes on from its beginning. */
export function focusView(): void {
  document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
}
