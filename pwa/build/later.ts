// What a first visit leaves out, by how the names of its files begin: the screens of cards, of an event and of one's
// devices, what reads files of contacts and codes, the letters of few names. The page asks for it once it is of use (src/shell/later.ts); an update
// brings it along before it may take over, since it takes over as a phone is put away, on the way out.

import type { Plugin } from 'vite';

const beginnings = [
  'Cards',
  'Devices',
  'Event',
  'WrapUp',
  'DeckSheet',
  'CoffeeCode',
  'CoffeeSheet',
  'QrCode',
  'WhiteScreen',
  'TellSheet',
  'PhotoSheet',
  'worker-reader',
  'mingle_importer',
  'mingle_reader',
  'bricolage-grotesque-latin-ext',
];

/** For the service worker's list of what it keeps from the first visit on. */
export const laterFiles = `assets/{${beginnings.join(',')}}*`;
/** For what it keeps once it was asked for; the page has it as `laterAddresses`. */
export const laterAddresses = new RegExp(`/assets/(?:${beginnings.join('|')})[^/]*$`);

/** Writes `later.js`, a part of the service worker: what it does as it is installed where another one is at work. */
export function later(): Plugin {
  return {
    name: 'later',
    config: () => ({ define: { laterAddresses: laterAddresses.toString() } }),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const names = Object.keys(bundle).map((name) => `/${name}`);
        const list = JSON.stringify(names.filter((name) => laterAddresses.test(name)).sort());
        this.emitFile({ type: 'asset', fileName: 'later.js', source: script(list) });
      },
    },
  };
}

const script = (list: string) => `addEventListener('install', (event) => {
  if (registration.active !== null) {
    event.waitUntil(bring(${list}));
  }
});

async function bring(names) {
  const cache = await caches.open('later');
  for (const name of names) {
    if ((await cache.match(name)) === undefined) {
      await cache.add(name);
    }
  }
}
`;
