// What stands in the window: the journal, or the screen for somebody else's hand, and never both.

import { mount, unmount } from 'svelte';
import { line } from '../replica/line.svelte';
import App from './App.svelte';
import { focusView } from './focus';
import { isHanded, onHanded } from './handed';
import { router } from './router.svelte';

/** Milliseconds after which the screen for somebody else's hand is asked for again, where it did not come. */
const tryAgainAfter = 2000;

let shown: { is: 'journal' | 'handed'; end: () => void } | undefined;

/** Draws what may be seen, from now on, as that changes. */
export function showPage(): void {
  show();
  onHanded(show);
  addEventListener('hashchange', hideAddress);
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
    void showHanded(target);
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

async function showHanded(target: Element): Promise<void> {
  let ended = false;
  let end = () => {
    ended = true;
  };
  shown = { is: 'handed', end: () => end() };
  hideAddress();
  try {
    const { default: Handed } = await import('../views/cards/Handed.svelte');
    if (!ended) {
      const screen = mount(Handed, { target, props: { ontaken: show } });
      end = () => void unmount(screen);
    }
  } catch {
    // Nothing is shown rather than the journal, until it is there.
    setTimeout(() => {
      if (!ended) {
        shown = undefined;
        show();
      }
    }, tryAgainAfter);
  }
}

/** The address of a person is of the journal, too. */
function hideAddress(): void {
  if (isHanded()) {
    history.replaceState(null, '', '#/cards');
  }
}
