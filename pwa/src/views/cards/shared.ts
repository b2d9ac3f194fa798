// What another app has handed over to the installed page: the service worker (public/share.js) took it in.

import { router } from '../../shell/router.svelte';
import { theirs } from './theirs.svelte';

const kept = 'shared';

/** Takes up what was shared, once. */
export async function takeShared(): Promise<void> {
  const cache = await caches.open(kept);
  const [file, words] = await Promise.all([cache.match('/shared/file'), cache.match('/shared/words')]);
  await caches.delete(kept);
  if (file !== undefined) {
    const blob = await file.blob();
    if (await theirs.takeFile(new File([blob], 'shared', { type: blob.type }))) {
      router.go({ view: 'devices' });
    }
  } else if (words !== undefined) {
    await theirs.takeText(await words.text());
  }
}
