import { firstView } from './shell/firstView';
import './ui/tokens.css';
import './ui/base.css';
import './shell/bar.css';
import { keptNow } from './replica/glance.svelte';
import { host } from './replica/host.svelte';
import { line } from './replica/line.svelte';
import './shell/early';
import { bringBack } from './shell/handedWords';
import { link } from './shell/link.svelte';
import { showPage } from './shell/page';
import { keepOffline } from './shell/update';

/** Where what it shows first takes longer than so many milliseconds, the page is there all the same. */
const mostPatience = 300;

link.take();
addEventListener('hashchange', () => link.take());
// The page is made together with what it shows first, and laid out once. The journal opens after that: earlier, it would
// take the processor from the page.
const patience = new Promise((resolve) => setTimeout(resolve, mostPatience));
const views = Promise.race([Promise.all([firstView, keptNow.isRead]), patience]);
// In whose hand the phone is has to be known before.
void Promise.all([views, bringBack()]).then(() => {
  showPage();
  void host.start({ held: () => void line.takeUp(), lost: () => line.letGo(), waits: () => keptNow.end() });
  void keepOffline();
});
