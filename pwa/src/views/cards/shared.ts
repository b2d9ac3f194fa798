// What other apps have handed over to the installed page: the service worker (public/share.js) took it in.

const kept = 'shared';

/** One thing that was shared, and how to let go of it. */
export interface Shared {
  what: File | string;
  drop(): Promise<unknown>;
}

/** What was shared longest ago and is not let go of yet. */
export async function firstShared(): Promise<Shared | undefined> {
  const cache = await caches.open(kept);
  const [request] = await cache.keys();
  const answer = request && (await cache.match(request));
  if (request === undefined || answer === undefined) {
    return undefined;
  }
  const drop = () => cache.delete(request);
  if (!request.url.endsWith('/file')) {
    return { what: await answer.text(), drop };
  }
  const blob = await answer.blob();
  return { what: new File([blob], 'shared', { type: blob.type }), drop };
}
