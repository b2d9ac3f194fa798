// How another of the owner's devices stands with this one.

import type { DeviceRow, PeerStatus } from '#worker';
import type { Connection } from '../worker/notice';
import { count } from './size';
import { clockTime, moment } from './time';

/** One line about a device. */
export function deviceWords(
  { device, revoked }: DeviceRow,
  isOwn: boolean,
  peer: PeerStatus | undefined,
  connection: Connection,
): string {
  if (revoked !== null) {
    return `Revoked ${moment(revoked)}. It is turned away everywhere.`;
  }
  if (isOwn) {
    return 'This device.';
  }
  if ('device' in connection && connection.device === device) {
    return connection.state === 'in-sync' && connection.except === 0
      ? `The same here and there, proven at ${clockTime(connection.since)}.`
      : 'Connected.';
  }
  if (peer === undefined || peer.last_sync === null) {
    return 'Not synced with this one yet.';
  }
  const waiting = peer.unsynced === 0 ? '' : ` ${count(peer.unsynced, 'record waits', 'records wait')} for it.`;
  return `Last synced ${moment(peer.last_sync)}.${waiting}`;
}
