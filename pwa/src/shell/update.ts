// The service worker, and updates of the page: a new one waits until nothing is being written.

import { line } from '../replica/line.svelte';

const lookEvery = 60 * 60 * 1000;

/** By then the page has said and loaded what it was opened for. */
const restAfter = 20_000;

/** Registers the service worker: from then on the page opens without a network. */
export async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) {
    return;
  }
  const registration = await navigator.serviceWorker.register('/sw.js');
  const firstVisit = navigator.serviceWorker.controller === null;
  if (!firstVisit) {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  }
  const found = () => {
    const fresh = registration.installing ?? registration.waiting;
    fresh?.addEventListener('statechange', () => offer(registration));
    offer(registration);
  };
  registration.addEventListener('updatefound', found);
  found();
  setInterval(() => void registration.update().catch(() => {}), lookEvery);
  if (!firstVisit) {
    setTimeout(() => void bringTheRest(), restAfter);
  }
}

/** What a first visit leaves out. Nobody waits for it: where it does not come now, it comes at another visit. */
async function bringTheRest(): Promise<void> {
  const { keepTheRest } = await import('./later');
  await keepTheRest().catch(() => {});
}

/** Lets a waiting update take over once the page is out of sight, or at once if it was just opened and is idle. */
function offer(registration: ServiceWorkerRegistration): void {
  const waiting = registration.waiting;
  if (waiting === null || navigator.serviceWorker.controller === null) {
    return;
  }
  const take = () => {
    if (document.visibilityState === 'hidden' && isQuiet()) {
      document.removeEventListener('visibilitychange', take);
      waiting.postMessage({ type: 'SKIP_WAITING' });
    }
  };
  document.addEventListener('visibilitychange', take);
  take();
}

/** Nothing is being written, and nothing waits to be taken: what is unsynced stays in the journal, which an update keeps. */
function isQuiet(): boolean {
  return line.text === '' && line.waiting.length === 0;
}
