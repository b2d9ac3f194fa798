// The service worker, and updates of the page: a new one waits until nothing is being written in any window.

import { line } from '../replica/line.svelte';
import { outbox } from '../replica/outbox.svelte';
import { busyWhile, isBusy, isUndoFresh } from './busy';
import { answerWindows, isAnyBusy } from './windows';

const lookEvery = 60 * 60 * 1000;

/** By then the page has said and loaded what it was opened for. */
const restAfter = 20_000;

/** How often a window looks whether it is quiet by now, while an update waits for that. */
const quietEvery = 2000;

/** Registers the service worker: from then on the page opens without a network. */
export async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) {
    return;
  }
  busyWhile(isLineBusy);
  answerWindows();
  const firstVisit = navigator.serviceWorker.controller === null;
  const claims = { awaited: firstVisit };
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first worker of a first visit is of the release that this page is.
    if (claims.awaited) {
      claims.awaited = false;
    } else {
      reloadOnceQuiet();
    }
  });
  const registration = await navigator.serviceWorker.register('/sw.js');
  if (registration.active?.state === 'activated') {
    // A page that was loaded past its worker: the next one to claim it is an update.
    claims.awaited = false;
  }
  const found = () => {
    registration.installing?.addEventListener('statechange', () => offer(registration));
    offer(registration);
  };
  registration.addEventListener('updatefound', found);
  found();
  setInterval(() => void registration.update().catch(() => {}), lookEvery);
  setTimeout(() => void bringTheRest(), restAfter);
}

/**
 * What a first visit leaves out until the page is of use: whoever pairs the phone at home and goes out has all of it.
 * Nobody waits for it: where it does not come now, it comes at another visit.
 */
async function bringTheRest(): Promise<void> {
  if (navigator.serviceWorker.controller === null) {
    // What nobody keeps would be loaded for nothing.
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
  }
  const { keepTheRest } = await import('./later');
  await keepTheRest().catch(() => {});
}

let offering: ServiceWorker | undefined;

/** Lets a waiting update take over once this window is out of sight and none is busy. */
function offer({ waiting }: ServiceWorkerRegistration): void {
  if (waiting === null || waiting === offering || navigator.serviceWorker.controller === null) {
    return;
  }
  offering = waiting;
  const take = async () => {
    if (waiting.state !== 'installed') {
      // It took over, or a newer one took its place.
      document.removeEventListener('visibilitychange', take);
      clearInterval(again);
    } else if (isHidden() && !(await isAnyBusy()) && isHidden()) {
      waiting.postMessage({ type: 'SKIP_WAITING' });
    }
  };
  const again = setInterval(take, quietEvery);
  document.addEventListener('visibilitychange', take);
  void take();
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}

/** Another release has taken over: this window follows as soon as nothing is lost by it. */
function reloadOnceQuiet(): void {
  if (isBusy()) {
    setTimeout(reloadOnceQuiet, quietEvery);
  } else {
    location.reload();
  }
}

/**
 * Text is in the field, an entry on its way, or one just written down and its undo offered. One that was refused is kept
 * for the next life of the page, if it can be.
 */
function isLineBusy(): boolean {
  const { text } = line;
  const { waiting, latest, unkept } = outbox;
  return (
    text !== '' ||
    waiting.some(({ problem }) => problem === undefined || unkept !== undefined) ||
    (latest !== undefined && isUndoFresh(latest.at))
  );
}
