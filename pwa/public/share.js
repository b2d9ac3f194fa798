// Part of the service worker: what other apps share with the installed page (the manifest's share_target) stays on this
// device, and waits for the page in a cache of its own, each thing until the page has shown it.

addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'POST' && new URL(url).pathname === '/share') {
    event.respondWith(take(event.request));
  }
});

async function take(request) {
  const shared = await request.formData();
  const cache = await caches.open('shared');
  const at = `/shared/${crypto.randomUUID()}`;
  const words = ['title', 'text', 'url'].map((name) => shared.get(name)).filter(Boolean);
  const file = shared.get('card');
  // A contact comes as a file, and beside it at times as words that say less.
  if (file instanceof File && file.size > 0) {
    await cache.put(`${at}/file`, new Response(file, { headers: { 'content-type': file.type } }));
  } else if (words.length > 0) {
    // An address comes as the text, or as the address, or as both.
    await cache.put(`${at}/words`, new Response([...new Set(words)].at(-1)));
  }
  return Response.redirect('/#/cards/shared', 303);
}
