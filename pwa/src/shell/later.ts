// What a first visit leaves out: the screens of cards, of an event and of one's devices, the deck of questions, what
// reads files of contacts, what reads and draws codes, and the letters of names that few people meet. It comes unasked once
// the page is of use, so that it is there without a network, too.

import lettersUrl from '@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-ext-700-normal.woff2?url';
import importerUrl from '../../generated/mingle_importer_bg.wasm?url';
import picturesUrl from '../../generated/mingle_reader_bg.wasm?url';
import cardsUrl from '../cards/reader?worker&url';
import readerUrl from '../importing/reader?worker&url';

/** What its addresses look like (build/later.ts). */
declare const laterAddresses: RegExp;

/** Where the service worker keeps it (vite.config.ts). */
const kept = 'later';

/** Loads what is not kept yet, and lets go of what an earlier release left. */
export async function keepTheRest(): Promise<void> {
  const current = [readerUrl, importerUrl, cardsUrl, picturesUrl, lettersUrl].map(
    (url) => new URL(url, location.href).href,
  );
  const cache = await caches.open(kept);
  const there = (await cache.keys()).map(({ url }) => url);
  for (const url of current.filter((url) => !there.includes(url))) {
    // The service worker hears this and keeps the answer.
    await (await fetch(url, { priority: 'low' })).arrayBuffer();
  }
  current.push(...(await screens()));
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration?.installing || registration?.waiting) {
    // What looks like another release's may be that of the next one.
    return;
  }
  await Promise.all(there.filter((url) => !current.includes(url)).map((url) => cache.delete(url)));
}

/** Those screens and their look, loaded as by whoever opens them; where each of it is. */
async function screens(): Promise<string[]> {
  await Promise.all([
    import('../views/cards/Cards.svelte'),
    import('../views/devices/Devices.svelte'),
    import('../views/event/Event.svelte'),
    import('../views/wrap-up/WrapUp.svelte'),
    import('../views/deck/DeckSheet.svelte'),
    import('../views/coffee/CoffeeCode.svelte'),
    import('../views/coffee/CoffeeSheet.svelte'),
    import('../views/coffee/TellSheet.svelte'),
    import('../views/person/PhotoSheet.svelte'),
  ]);
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[href*="/assets/"]')];
  return links.map(({ href }) => href).filter((href) => laterAddresses.test(href));
}
