// The phone is in somebody else's hand: until its owner's gesture nothing of the journal is shown, in this window or in
// any other, however it is opened. It is read before anything is drawn, so that it is kept where that can be done at once.

const name = 'mingle-handed-over';

/** Whether nothing of the journal may be shown. Where nothing can be kept, nothing was handed over. */
export function isHanded(): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

/** From now on nothing is shown. Throws where that cannot be kept: then it must not be handed over. */
export function hand(): void {
  localStorage.setItem(name, 'yes');
}

export function takeBack(): void {
  localStorage.removeItem(name);
}

/** Tells `changed` when it may have changed elsewhere: in another window, or while this one was put aside. */
export function onHanded(changed: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === name || key === null) {
      changed();
    }
  });
  window.addEventListener('pageshow', changed);
  document.addEventListener('visibilitychange', changed);
}
