// What the worker tells the tab without being asked.

import type { JoinStep } from '#joiner';
import type { DeviceId, Kind, Problem, Timestamp } from '#worker';

/** How the connection with the owner's other devices stands. */
export type Connection = {
  /** When this state began. */
  since: Timestamp;
} & (
  | { state: 'starting' }
  /** No other device is known: this one belongs to nobody yet. */
  | { state: 'alone' }
  | { state: 'no-signal' }
  /** Nobody answers; the next call is on its way. */
  | { state: 'calling' }
  | { state: 'authenticating' }
  | { state: 'comparing'; device: DeviceId }
  | { state: 'exchanging'; device: DeviceId; sent: number; received: number; of: number | null }
  | { state: 'in-sync'; device: DeviceId; except: number }
  /** The session ended, and why; `theirs` if the other side said so, of us. */
  | { state: 'turned-away'; code: string; message: string; theirs: boolean }
);

export type Notice =
  | { notice: 'changed'; kinds: Kind[] }
  | { notice: 'connection'; connection: Connection }
  /** How far joining by a code is. */
  | { notice: 'joining'; step: JoinStep }
  /** The module broke off in the middle of something: this worker is of no more use. */
  | { notice: 'trapped'; problem: Problem };

/** Tells the tab. */
export function tell(notice: Notice): void {
  postMessage(notice);
}

let changed = new Set<Kind>();
const alsoTold: ((kinds: Kind[]) => void)[] = [];

/** Has `listener` hear of changes, too, and at once: before whoever asked for one has the answer. */
export function onChanged(listener: (kinds: Kind[]) => void): void {
  alsoTold.push(listener);
}

/** Tells the tab what changed once it has the answer that is on its way: whoever asked for the change waits for that. */
export function tellChanged(kinds: Kind[]): void {
  if (kinds.length > 0) {
    for (const listener of alsoTold) {
      listener(kinds);
    }
  }
  if (changed.size === 0 && kinds.length > 0) {
    setTimeout(() => {
      tell({ notice: 'changed', kinds: [...changed] });
      changed = new Set();
    });
  }
  for (const kind of kinds) {
    changed.add(kind);
  }
}
