// Each view is a file of its own, so that the shell paints first.

import type { Component } from 'svelte';
import type { Route } from './router.svelte';

export type Shown = Component<Record<string, unknown>>;

const views = {
  now: () => import('../views/now/Now.svelte'),
  moves: () => import('../views/moves/Moves.svelte'),
  people: () => import('../views/people/People.svelte'),
  person: () => import('../views/person/Person.svelte'),
  event: () => import('../views/event/Event.svelte'),
  devices: () => import('../views/devices/Devices.svelte'),
  add: () => import('../views/add/Add.svelte'),
} as const;

/** Loads a view. It comes from the browser's memory the second time; after a failure it is asked for again. */
export async function load(view: Route['view']): Promise<Shown> {
  return (await views[view]()).default as unknown as Shown;
}
