// The phone is in somebody else's hand: until its owner's gesture nothing of the journal is shown, in this window or in
// any other, however it is opened. It is read before anything is drawn, so that it is kept where that can be done at once.

import { handedName as name, setWords } from './handedWords';

/** Whether nothing of the journal may be shown. Where nothing can be kept, nothing was handed over. */
export function isHanded(): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

/**
 * From now on nothing is shown. Resolves once no end of the browser undoes that; rejects where it cannot be kept: then
 * nothing is locked, and it must not be handed over.
 */
export async function hand(): Promise<void> {
  try {
    await setWords({ [name]: 'yes' });
  } catch (error) {
    takeBack();
    throw error;
  }
}

/** Its owner has it again. Were this not durable, they would hold the button once more. */
export function takeBack(): void {
  void setWords({ [name]: null }).catch(() => {});
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
