import './ui/tokens.css';
import './ui/base.css';
import './shell/bar.css';
import { mount } from 'svelte';
import { keptNow } from './replica/glance.svelte';
import { host } from './replica/host.svelte';
import { line } from './replica/line.svelte';
import { first } from './replica/made';
import App from './shell/App.svelte';
import './shell/early';
import { link } from './shell/link.svelte';
import { router } from './shell/router.svelte';
import { keepOffline } from './shell/update';
import { load } from './shell/views';

/** Where no worker begins within so many milliseconds, the page is there all the same. */
const mostPatience = 300;

link.take();
addEventListener('hashchange', () => link.take());
void host.start({ held: () => void line.takeUp(), lost: () => line.letGo(), waits: () => keptNow.end() });
// What is shown first loads meanwhile.
void load(router.route.view).catch(() => {});
// A worker begins only when the page's thread has a moment for it, and making the page leaves it none: so it comes first.
void Promise.race([first.runs, new Promise((resolve) => setTimeout(resolve, mostPatience))]).then(() => {
  makePage();
  void keepOffline();
});

/** The address has a field from its first paint: what was typed into it before this goes on in the real one. */
function makePage(): void {
  const early = document.querySelector<HTMLTextAreaElement>('#line');
  const focused = early !== null && document.activeElement === early;
  const target = document.querySelector('#page');
  if (target !== null) {
    target.replaceChildren();
    line.typedBefore(early?.value ?? '');
    mount(App, { target });
    if (focused) {
      const field = document.querySelector<HTMLTextAreaElement>('#line');
      field?.focus();
      field?.setSelectionRange(line.text.length, line.text.length);
    }
  }
}
