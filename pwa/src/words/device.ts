// How another of the owner's devices stands with this one.

import type { DeviceRow, PeerStatus } from '#worker';
import type { Connection } from '../worker/notice';
import { count } from './size';
import { clockTime, moment } from './time';

/** What to call a device. */
export function deviceName({ name, kind }: DeviceRow): string {
  return name || (kind === 'phone' ? 'A phone' : 'A laptop');
}

/** Where a device's daemon is found, and since when it is one of the owner's; nothing of one that came by itself. */
export function deviceOrigin({ device, host, added, added_by, revoked }: DeviceRow, all: DeviceRow[]): string {
  const by = all.find((row) => row.device === added_by && row.device !== device);
  const isGone = by !== undefined && by.revoked !== null && revoked === null;
  const who = by === undefined ? '' : ` by ${deviceName(by)}${isGone ? ', which is revoked' : ''}`;
  const when = added === null ? '' : `Added ${moment(added)}${who}.`;
  return [when, host === null ? '' : `On your network: ${host}.`].filter((part) => part !== '').join(' ');
}

/** Who may have added a device, where more than one is named; `canGo`: it could be revoked here. */
export function disputeWords({ disputed, revoked }: DeviceRow, all: DeviceRow[], canGo: boolean): string {
  if (disputed.length === 0) {
    return '';
  }
  const named = disputed.slice(0, 3).map((device) => {
    const by = all.find((row) => row.device === device);
    return by === undefined ? 'a device that is none of yours' : deviceName(by);
  });
  const who = [...named, ...(disputed.length > 3 ? ['others'] : [])].join(' or ');
  const advice = canGo && revoked === null ? ' Revoke it if you do not know it.' : '';
  return `It is disputed who added it: ${who}.${advice}`;
}

/** One line about a device. */
export function deviceWords(
  { device, revoked }: DeviceRow,
  isOwn: boolean,
  peer: PeerStatus | undefined,
  connection: Connection,
): string {
  if (revoked !== null) {
    return isOwn
      ? `This device. It was revoked ${moment(revoked)}.`
      : `Revoked ${moment(revoked)}. It is turned away everywhere.`;
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
