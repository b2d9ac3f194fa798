// Keeps in touch with all of the owner's daemons: who they are and where is the devices record's word, asked again
// whenever that changes. What is shown is the connection that is furthest.

import type { Called, Replica } from '#worker';
import type { DeviceKey } from './key';
import { type Connection, onChanged, tell } from './notice';
import { isLoopback } from './own';
import { type Around, Place } from './place';

/** From the least to the furthest. That nobody answers is said once nobody is being waited for. */
const ranks: Connection['state'][] = [
  'alone',
  'no-signal',
  'calling',
  'starting',
  'turned-away',
  'authenticating',
  'comparing',
  'exchanging',
  'in-sync',
];

const rank = ({ state }: Connection) => ranks.indexOf(state);

export class Caller {
  readonly #replica: Replica;
  readonly #key: DeviceKey;
  readonly #around: Around = {
    changed: () => this.#show(),
    isTalking: (device, except) => this.#places.some((place) => place !== except && place.device === device),
    ended: () => this.#each((place) => place.callIfIdle()),
    others: (called) => this.pass(called),
  };
  #places: Place[] = [];
  #connection: Connection = { state: 'starting', since: Date.now() };

  constructor(replica: Replica, key: DeviceKey) {
    this.#replica = replica;
    this.#key = key;
    onChanged((kinds) => {
      if (kinds.includes('devices')) {
        // After what the talks have to say of the change: a device that was revoked is told so.
        setTimeout(() => this.#look());
      }
    });
    this.#look();
  }

  /** Calls at once where no connection stands. */
  callNow(): void {
    this.#look();
    this.#each((place) => place.callNow());
  }

  /** Ends all connections, which may be dead without anybody knowing, and calls again. */
  callAfresh(): void {
    this.#each((place) => place.callAfresh());
  }

  /** The network has come or gone: the tab hears of it, a worker does not in every browser. */
  heedSignal(): void {
    if (navigator.onLine) {
      // A call that began without a network may wait for its answer long after there is one.
      this.#each((place) => place.hasBegun || place.callAfresh());
    } else if (!isLoopback()) {
      this.#each((place) => place.hangUp());
    }
    this.#show();
  }

  /** Gives a talk what the replica wants of it. */
  pass(called: Called): void {
    this.#places.some((place) => place.pass(called));
  }

  /** Whom the devices record has us call, and nobody else any more. */
  #look(): void {
    const before = this.#places;
    const places: Place[] = [];
    for (const callee of this.#replica.callees(location.host, isLoopback())) {
      const known = before.find((place) => place.is(callee));
      places.push(known ?? new Place(this.#replica, this.#key, callee, this.#around));
    }
    this.#places = places;
    for (const place of before.filter((place) => !places.includes(place))) {
      place.close();
    }
    for (const place of places.filter((place) => !before.includes(place))) {
      place.callNow();
    }
    this.#show();
  }

  #each(work: (place: Place) => unknown): void {
    for (const place of this.#places) {
      work(place);
    }
  }

  #show(): void {
    const next = this.#furthest();
    const stands = next.state === this.#connection.state && !('device' in next);
    const connection = stands ? { ...next, since: this.#connection.since } : next;
    if (JSON.stringify(connection) !== JSON.stringify(this.#connection)) {
      this.#connection = connection;
      tell({ notice: 'connection', connection });
    }
  }

  #furthest(): Connection {
    const [first, ...rest] = this.#places.map(({ connection }) => connection);
    if (first === undefined) {
      return { state: 'alone', since: Date.now() };
    }
    const furthest = rest.reduce((one, other) => (isFurther(other, one) ? other : one), first);
    const isTalking = isLoopback() && rank(furthest) >= ranks.indexOf('authenticating');
    return navigator.onLine || isTalking ? furthest : { state: 'no-signal', since: Date.now() };
  }
}

/** Of two that are in sync, the one that leaves out less; of two that stand the same, the one that has stood longer. */
function isFurther(one: Connection, other: Connection): boolean {
  if (one.state === 'in-sync' && other.state === 'in-sync' && one.except !== other.except) {
    return one.except < other.except;
  }
  return rank(one) > rank(other) || (rank(one) === rank(other) && one.since < other.since);
}
