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
  const kept = await keep(request).then(
    () => '',
    () => '/not-kept',
  );
  return Response.redirect(`/#/cards/shared${kept}`, 303);
}

async function keep(request) {
  const shared = await request.formData();
  const cache = await caches.open('shared');
  const at = `/shared/${crypto.randomUUID()}`;
  const files = shared.getAll('card').filter((file) => file instanceof File && file.size > 0);
  const words = ['title', 'text', 'url'].map((name) => shared.get(name)).filter(Boolean);
  // A contact comes as a file, and beside it at times as words that say less.
  for (const [index, file] of files.entries()) {
    await cache.put(`${at}/${index}/file`, new Response(file, { headers: { 'content-type': file.type } }));
  }
  if (files.length === 0 && words.length > 0) {
    // An address comes as the text, or as the address, or as both.
    await cache.put(`${at}/words`, new Response([...new Set(words)].join('\n')));
  }
}
