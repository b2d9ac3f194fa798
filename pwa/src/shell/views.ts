// Each view is a file of its own, so that the shell paints first.

import type { Component } from 'svelte';
import type { Route } from './router.svelte';

export interface Loaded {
  view: Route['view'];
  component: Component<Record<string, unknown>>;
}

const views = {
  now: () => import('../views/now/Now.svelte'),
  moves: () => import('../views/moves/Moves.svelte'),
  people: () => import('../views/people/People.svelte'),
  person: () => import('../views/person/Person.svelte'),
  event: () => import('../views/event/Event.svelte'),
  'wrap-up': () => import('../views/wrap-up/WrapUp.svelte'),
  cards: () => import('../views/cards/Cards.svelte'),
  devices: () => import('../views/devices/Devices.svelte'),
  add: () => import('../views/add/Add.svelte'),
} as const;

const loaded: Partial<Record<Route['view'], Loaded>> = {};

/** A view that was loaded before. */
export function atHand(view: Route['view']): Loaded | undefined {
  return loaded[view];
}

/** Loads a view. It comes from the browser's memory the second time; after a failure it is asked for again. */
export async function load(view: Route['view']): Promise<Loaded> {
  const component = (await views[view]()).default as unknown as Loaded['component'];
  const there = { view, component };
  loaded[view] = there;
  return there;
}
