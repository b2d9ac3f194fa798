// What stands in the window: the journal, or the screen for somebody else's hand, and never both.

import { type Component, flushSync, mount, unmount } from 'svelte';
import { line } from '../replica/line.svelte';
import App from './App.svelte';
import { focusView } from './focus';
import { isHanded, onHanded } from './handed';
import { router } from './router.svelte';

/** Milliseconds after which the screen for somebody else's hand is asked for again, where it did not come. */
const tryAgainAfter = 2000;

/** The screen for somebody else's hand, once it is loaded. */
let Handed: Component<{ ontaken: () => void }> | undefined;

let shown: { is: 'journal' | 'handed'; end: () => void } | undefined;

/** Draws what may be seen, from now on, as that changes. */
export function showPage(): void {
  show();
  onHanded(show);
  addEventListener('hashchange', hideAddress);
}

/** Resolves once the screen for somebody else's hand is here; rejects where it is not to be had. */
export async function readyToHand(): Promise<void> {
  Handed ??= (await import('../views/cards/Handed.svelte')).default;
}

/** Draws it anew where something else may be seen than before. */
export function show(): void {
  const wasHanded = shown?.is === 'handed';
  const wanted = isHanded() ? 'handed' : 'journal';
  const target = document.querySelector('#page');
  if (target === null || shown?.is === wanted) {
    return;
  }
  shown?.end();
  shown = undefined;
  if (wanted === 'journal') {
    showJournal(target);
    if (wasHanded) {
      focusView();
    }
  } else {
    target.replaceChildren();
    document.title = 'Mingle';
    hideAddress();
    showHanded(target);
  }
}

/** The address has a field from its first paint: what was typed into it before this goes on in the real one. */
function showJournal(target: Element): void {
  const early = document.querySelector<HTMLTextAreaElement>('#line');
  const focused = early !== null && document.activeElement === early;
  target.replaceChildren();
  line.typedBefore(early?.value ?? '');
  router.look();
  const app = mount(App, { target });
  shown = { is: 'journal', end: () => void unmount(app) };
  if (focused) {
    const field = document.querySelector<HTMLTextAreaElement>('#line');
    field?.focus();
    field?.setSelectionRange(line.text.length, line.text.length);
  }
}

function showHanded(target: Element): void {
  if (Handed !== undefined) {
    const screen = mount(Handed, { target, props: { ontaken: show } });
    shown = { is: 'handed', end: () => void unmount(screen) };
    window.scrollTo(0, 0);
    // The focus is on it from its first frame on.
    flushSync();
    return;
  }
  // Nothing is shown rather than the journal, until it is there.
  let again: ReturnType<typeof setTimeout> | undefined;
  const waiting = { is: 'handed' as const, end: () => clearTimeout(again) };
  const anew = () => {
    if (shown === waiting) {
      shown = undefined;
      show();
    }
  };
  shown = waiting;
  readyToHand().then(anew, () => {
    again = setTimeout(anew, tryAgainAfter);
  });
}

/** The address of a person is of the journal, too. What it says of a share is for its owner, and told afterwards. */
function hideAddress(): void {
  if (isHanded() && !/^#\/cards\/shared\/(not-kept|left-out\/\d+)$/.test(location.hash)) {
    history.replaceState(null, '', '#/cards');
  }
}
