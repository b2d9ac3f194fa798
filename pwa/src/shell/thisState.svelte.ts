// How the journal stands, as the strip and the view of the devices say it.

import type { PeerStatus } from '#worker';
import { host } from '../replica/host.svelte';
import { live } from '../replica/live.svelte';
import { outbox } from '../replica/outbox.svelte';
import { onlyHere, otherDevices, type Sentence, stateWords } from '../words/state';
import { isNear, thisKind } from './this';

/** Most lines are in the journal before anyone could read that they are not: milliseconds. */
const patience = 1000;

interface ThisState {
  readonly words: Sentence;
  /** What is only here. */
  readonly alone: string | undefined;
  /** How many records are only here. */
  readonly records: number;
  /** How many people are only here. */
  readonly people: number;
}

/** For use while a component is being made. `peers` is called as state is read. */
export function thisState(peers: () => PeerStatus[] = () => []): ThisState {
  // Asked again when the connection changes too: a proof changes no record.
  const here = live(['contact', 'interaction', 'event', 'move', 'attachment', 'devices'], () => {
    void host.connection.state;
    return () => host.journal.only_here();
  });
  const devices = live(['devices'], () => () => host.journal.devices());
  const waiting = unwritten();
  const words = $derived(
    stateWords(host.connection, {
      here: here.value,
      kind: thisKind,
      isNear,
      waiting: waiting.count,
      own: devices.value?.find(({ device }) => device === host.device),
      others: otherDevices(devices.value, host.device),
      peers: peers(),
    }),
  );
  return {
    get words() {
      return words;
    },
    get alone() {
      return here.value === undefined ? undefined : onlyHere(here.value, thisKind);
    },
    get records() {
      return here.value?.records ?? 0;
    },
    get people() {
      return here.value?.people ?? 0;
    },
  };
}

/** How many saved lines the journal has not taken: refused ones at once, others when they take long. */
function unwritten(): { readonly count: number } {
  let late = $state(false);
  const some = $derived(outbox.waiting.length > 0);
  const refused = $derived(outbox.waiting.filter(({ problem }) => problem !== undefined).length);
  $effect(() => {
    late = false;
    if (some) {
      const timer = setTimeout(() => {
        late = true;
      }, patience);
      return () => clearTimeout(timer);
    }
  });
  return {
    get count() {
      return late ? outbox.waiting.length : refused;
    },
  };
}
