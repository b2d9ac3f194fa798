// How the journal stands, in a sentence that is true.

import type { DeviceId, DeviceRow, OnlyHere, PeerStatus, Timestamp } from '#worker';
import type { Connection } from '../worker/notice';
import { sentence } from './sentence';
import { clockTime, moment } from './time';

export interface Sentence {
  /** What stands in the strip: a few words. */
  short: string;
  /** The whole of it. */
  long: string;
  tone: 'calm' | 'busy' | 'unsynced';
}

/** What is known where the sentence is said. */
export interface Around {
  here: OnlyHere | undefined;
  /** `phone` or `laptop`: what this is. */
  kind: string;
  /** Whether the daemon that is called runs on this machine. */
  isNear: boolean;
  /** How many saved lines the journal has not taken. */
  waiting: number;
  /** This device, once it is known. */
  own: DeviceRow | undefined;
  /** The owner's other devices that are not revoked. */
  others: DeviceRow[];
  /** When others were last proven to have the same, for the whole sentence. */
  peers: PeerStatus[];
}

/** `4 people`, `1 person`. */
export function peopleCount(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString()} people`;
}

/** What waits for another device, or nothing. */
export function onlyHere({ people, records, attachments }: OnlyHere, kind: string): string | undefined {
  const here = kind === 'phone' ? 'on this phone' : 'in this browser';
  if (people > 0) {
    return `${peopleCount(people)} ${people === 1 ? 'is' : 'are'} only ${here}.`;
  }
  if (records > 0) {
    return `${records === 1 ? '1 change is' : `${records} changes are`} only ${here}.`;
  }
  return attachments > 0 ? `Photos or files are only ${here}.` : undefined;
}

/** The owner's other devices that still are some. */
export function otherDevices(rows: DeviceRow[] | undefined, own: DeviceId | undefined): DeviceRow[] {
  return (rows ?? []).filter(({ device, revoked }) => device !== own && revoked === null);
}

/** The sentence for a connection, and for what is only here. */
export function stateWords(connection: Connection, around: Around): Sentence {
  const revoked = around.own?.revoked ?? null;
  if (revoked !== null || isTurnedAwayAsRevoked(connection)) {
    return ownRevoked(revoked);
  }
  const words = connectionWords(connection, around);
  // A line that the journal does not have is on no other device, whatever was proven of the journal.
  return around.waiting > 0 && (connection.state === 'in-sync' || words.tone === 'calm')
    ? unwritten(around.waiting)
    : words;
}

function isTurnedAwayAsRevoked(connection: Connection): boolean {
  return connection.state === 'turned-away' && connection.code === 'revoked' && connection.theirs;
}

/** When it was is known only where the devices record came with it. */
function ownRevoked(at: Timestamp | null): Sentence {
  const when = at === null ? '' : ` ${moment(at)}`;
  return {
    short: 'This device was revoked',
    long:
      `This device was revoked${when}. Your other devices refuse it, and everything here stays: save it below. ` +
      'To belong again it needs a new key: then remove this site’s data in the browser’s settings and open Mingle anew.',
    tone: 'unsynced',
  };
}

function connectionWords(connection: Connection, around: Around): Sentence {
  const alone = around.here === undefined ? undefined : onlyHere(around.here, around.kind);
  switch (connection.state) {
    case 'starting':
    case 'authenticating':
      return { short: 'Looking for your devices', long: 'Looking for your other devices.', tone: 'busy' };
    case 'comparing':
      return { short: 'Comparing', long: 'Comparing with your other device.', tone: 'busy' };
    case 'exchanging':
      return exchanging(connection);
    case 'in-sync':
      return inSync(connection, around);
    case 'alone':
      return {
        short: 'Only in this browser',
        long: `This journal is only in this browser. ${
          around.isNear
            ? 'Run `mingle open` in a terminal to connect it.'
            : 'The code that your laptop shows connects it.'
        }`,
        // Of an empty journal there is nothing to lose.
        tone: alone === undefined ? 'calm' : 'unsynced',
      };
    case 'turned-away':
      return {
        short: 'Not connected',
        long: `${sentence(connection.message)} ${alone ?? ''}`.trim(),
        tone: 'unsynced',
      };
    case 'no-signal':
      return away('No signal', 'No signal.', alone, around);
    case 'calling':
      return around.isNear
        ? away('Mingle is not running', `Mingle is not running on this ${around.kind}.`, alone, around)
        : away('Laptop not found', 'Your laptop does not answer.', alone, around);
  }
}

function unwritten(lines: number): Sentence {
  const words = lines === 1 ? '1 line is' : `${lines.toLocaleString()} lines are`;
  const short = `${words} not in the journal yet`;
  return {
    short,
    long: `${short}. Until then only this browser keeps ${lines === 1 ? 'it' : 'them'}.`,
    tone: 'unsynced',
  };
}

function away(short: string, what: string, alone: string | undefined, { isNear, kind }: Around): Sentence {
  const remedy = isNear ? `Run \`mingle\` on this ${kind}.` : 'Open Mingle near your laptop, lid open.';
  const works = 'Everything here still works.';
  return alone === undefined
    ? { short, long: [what, works, ...(isNear ? [remedy] : [])].join(' '), tone: 'calm' }
    : {
        short: `${short} · ${alone.replace(/\.$/, '')}`,
        long: `${what} ${works} ${alone} ${remedy}`,
        tone: 'unsynced',
      };
}

function exchanging({ sent, received, of }: Connection & { state: 'exchanging' }): Sentence {
  const done = sent + received;
  const some = of !== null && of > 0 ? `${done.toLocaleString()} of ${of.toLocaleString()}` : done.toLocaleString();
  const short = done > 0 ? `Syncing · ${some}` : 'Syncing';
  return { short, long: `Syncing with your other device: ${some} records so far.`, tone: 'busy' };
}

/** Proven is what this device and the one it is connected with have: of a third this says nothing. */
function inSync({ except, since, device }: Connection & { state: 'in-sync' }, around: Around): Sentence {
  const when = clockTime(since);
  const { others, isNear, kind } = around;
  const name = others.find((row) => row.device === device)?.name || 'another device';
  const same = others.length === 1 ? 'Same on both' : `Same here and on ${name}`;
  const there = isNear ? `Mingle on this ${kind}` : name;
  const where = isNear || others.length !== 1 ? `This browser and ${there}` : 'Both devices';
  const disk = isNear ? ['Both are on one disk.'] : [];
  const rest = [...disk, ...unproven(device, around)];
  return except === 0
    ? {
        short: `${same} · ${when}`,
        long: [`${where} have the same, proven at ${when}.`, ...rest].join(' '),
        tone: 'calm',
      }
    : {
        short: `${same}, all but ${except} · ${when}`,
        long: [
          `${where} have the same, all but ${except}, which one of them cannot take. Proven at ${when}.`,
          ...rest,
        ].join(' '),
        tone: 'unsynced',
      };
}

/** A sentence for each of the others: since when it is not proven to have the same. */
function unproven(connected: DeviceId, { others, peers }: Around): string[] {
  if (others.length < 2) {
    return [];
  }
  return others
    .filter(({ device }) => device !== connected)
    .map(({ device, name, kind }) => {
      const last = peers.find((peer) => peer.device === device)?.last_sync ?? null;
      return `${name || `A ${kind}`}: ${last === null ? 'not proven from here' : `not since ${moment(last)}`}.`;
    });
}
