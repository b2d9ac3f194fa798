import './ui/tokens.css';
import './ui/base.css';
import './shell/bar.css';
import { mount } from 'svelte';
import { host } from './replica/host.svelte';
import { line } from './replica/line.svelte';
import App from './shell/App.svelte';
import './shell/early';
import { keepOffline } from './shell/update';

// The address has a field from its first paint, and keys reach it before the rest is made: on a slow phone that is a
// quarter of a second. What was typed into it by then goes on in the real one.
await drawn();
const early = document.querySelector<HTMLTextAreaElement>('#line');
const typed = early?.value ?? '';
const focused = early !== null && document.activeElement === early;
const target = document.querySelector('#page');

if (target !== null) {
  target.replaceChildren();
  line.text = typed;
  mount(App, { target });
  if (focused) {
    const field = document.querySelector<HTMLTextAreaElement>('#line');
    field?.focus();
    field?.setSelectionRange(typed.length, typed.length);
  }
}

void host.start({ held: () => void line.takeUp(), lost: () => line.letGo() });
void keepOffline();

/** After the first paint; at once where nobody sees it. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    if (document.visibilityState === 'hidden') {
      resolve();
    } else {
      requestAnimationFrame(() => setTimeout(resolve));
      // Where no frame comes, as in a window that is covered.
      setTimeout(resolve, 200);
    }
  });
}
