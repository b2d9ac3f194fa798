// What other apps have handed over to the installed page: the service worker (public/share.js) took it in.

import type { Problem } from '#worker';

const kept = 'shared';

/** One thing that was shared, and under which name it is kept. */
export interface Shared {
  what: File | string;
  name: string;
}

/** What was shared longest ago and is not let go of yet, without those that are `away`. */
export async function firstShared(away: Set<string>): Promise<Shared | undefined> {
  const cache = await caches.open(kept);
  const request = (await cache.keys()).find(({ url }) => !away.has(url));
  const answer = request && (await cache.match(request));
  if (request === undefined || answer === undefined) {
    return undefined;
  }
  const name = request.url;
  if (!name.endsWith('/file')) {
    return { what: await answer.text(), name };
  }
  const blob = await answer.blob();
  return { what: new File([blob], 'shared', { type: blob.type }), name };
}

/** It was saved, or put aside. */
export async function dropShared(name: string): Promise<void> {
  await (await caches.open(kept)).delete(name);
}

/** Why what was shared just now is not here, or not all of it, where that is so: told once. */
export function notKept(): Problem | undefined {
  const [, what, count] = /^#\/cards\/shared\/(not-kept|left-out\/(\d+))$/.exec(location.hash) ?? [];
  if (what === undefined) {
    return undefined;
  }
  history.replaceState(history.state, '', '#/cards/shared');
  return what === 'not-kept'
    ? {
        code: 'shared-not-kept',
        message: 'What was shared could not be kept on this device',
        hint: 'Free some space, then share it again.',
      }
    : {
        code: 'shared-left-out',
        message: `${Number(count).toLocaleString()} of what was shared had no room here`,
        hint: 'At most 20 things wait at a time, each up to 24 MB. See to those first, then share the others again.',
      };
}
