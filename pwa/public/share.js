// Part of the service worker: what other apps share with the installed page (the manifest's share_target) stays on this
// device, and waits for the page in a cache of its own, each thing until the page has shown it.

addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'POST' && new URL(url).pathname === '/share') {
    event.respondWith(take(event.request));
  }
});

/** Leads to the page, which tells it where something could not be kept. */
async function take(request) {
  if (!isShare(request)) {
    return Response.redirect('/', 303);
  }
  const told = await keep(request).then(
    (leftOut) => (leftOut ? `/left-out/${leftOut}` : ''),
    () => '/not-kept',
  );
  return Response.redirect(`/#/cards/shared${told}`, 303);
}

/** By no site's form (docs/SECURITY.md). */
function isShare({ headers }) {
  const is = (name, words) => words.test(headers.get(name) ?? '');
  return (
    is('content-type', /^multipart\/form-data/) && is('origin', /^(null)?$/) && is('sec-fetch-site', /^(none)?$/)
  );
}

/** At most 20 things wait, each up to 24 MiB; returns how many had no room. */
async function keep(request) {
  const shared = await request.formData();
  const cache = await caches.open('shared');
  const at = `/shared/${crypto.randomUUID()}`;
  const files = shared.getAll('card').filter((file) => file.size > 0);
  const words = ['title', 'text', 'url'].map((name) => shared.get(name)).filter(Boolean);
  const things = files.map((file, index) => [`${at}/${index}/file`, file]);
  // A contact comes as a file, and beside it at times as words that say less.
  if (files.length === 0 && words.length > 0) {
    // An address comes as the text, or as the address, or as both.
    things.push([`${at}/words`, new Blob([[...new Set(words)].join('\n')])]);
  }
  const room = 20 - (await cache.keys()).length;
  const kept = things.filter(([, { size }]) => size <= 24 << 20).slice(0, Math.max(0, room));
  for (const [address, thing] of kept) {
    await cache.put(address, new Response(thing, { headers: { 'content-type': thing.type } }));
  }
  return things.length - kept.length;
}
