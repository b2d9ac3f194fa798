// What is shown first, loading from the page's first moment.

import { router } from './router.svelte';
import { load } from './views';

/** Resolves once it is there, or is not to be had. */
export const firstView: Promise<unknown> = load(router.route.view).catch(() => {});
