// What the window is called: in the browser's tabs, its history, and to a screen reader that comes to it.

import { host } from '../replica/host.svelte';
import { live } from '../replica/live.svelte';
import { type Route, router } from './router.svelte';

const names: Record<Route['view'], string> = {
  now: 'Now',
  moves: 'Moves',
  people: 'People',
  person: 'A person',
  event: 'Event',
  'wrap-up': 'Wrap up',
  cards: 'Cards',
  devices: 'Devices & data',
  add: 'Take it to your phone',
};

/** The view asks for the same first: milliseconds. */
const pause = 100;

/** `Ana Ruiz · Mingle`, `People · Mingle`. For use while a component is being made. */
export function thisTitle(): { readonly words: string } {
  const person = live(['contact', 'forgotten'], () => {
    const { route } = router;
    return async () => {
      if (route.view !== 'person') {
        return undefined;
      }
      await new Promise((later) => setTimeout(later, pause));
      const { name, contact } = await host.journal.person(route.id);
      return { id: route.id, name: contact.deleted === null ? name : '' };
    };
  });
  return {
    get words() {
      const { route } = router;
      const known = route.view === 'person' && person.problem === undefined && person.value?.id === route.id;
      return `${(known && person.value?.name) || names[route.view]} · Mingle`;
    },
  };
}
