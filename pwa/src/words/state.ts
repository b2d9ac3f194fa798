// How the journal stands, in a sentence that is true.

import type { OnlyHere } from '#worker';
import type { Connection } from '../worker/notice';
import { clockTime } from './time';

export interface Sentence {
  /** What stands in the strip: a few words. */
  short: string;
  /** The whole of it. */
  long: string;
  tone: 'calm' | 'busy' | 'unsynced';
}

/** `4 people`, `1 person`. */
export function peopleCount(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString()} people`;
}

/** What waits for another device, or nothing. */
export function onlyHere({ people, records }: OnlyHere, kind: string): string | undefined {
  const here = kind === 'phone' ? 'on this phone' : 'in this browser';
  if (people > 0) {
    return `${peopleCount(people)} ${people === 1 ? 'is' : 'are'} only ${here}.`;
  }
  return records > 0 ? `${records === 1 ? '1 change is' : `${records} changes are`} only ${here}.` : undefined;
}

/** The sentence for a connection, and for what is only here. */
export function stateWords(connection: Connection, here: OnlyHere | undefined, kind: string): Sentence {
  const alone = here === undefined ? undefined : onlyHere(here, kind);
  switch (connection.state) {
    case 'starting':
    case 'authenticating':
      return { short: 'Looking for your devices', long: 'Looking for your other devices.', tone: 'busy' };
    case 'comparing':
      return { short: 'Comparing', long: 'Comparing with your other device.', tone: 'busy' };
    case 'exchanging':
      return exchanging(connection);
    case 'in-sync':
      return inSync(connection);
    case 'alone':
      return {
        short: 'Only in this browser',
        long: `This journal is only in this browser. Run \`mingle\` on your laptop to connect it.`,
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
      return away('No signal', 'No signal. Everything here still works.', alone);
    case 'calling':
      return away('Laptop not found', 'Your laptop does not answer. Everything here still works.', alone);
  }
}

function away(short: string, long: string, alone: string | undefined): Sentence {
  return alone === undefined
    ? { short, long, tone: 'calm' }
    : {
        short: `${short} · ${alone.replace(/\.$/, '')}`,
        long: `${long} ${alone} Open Mingle near your laptop, lid open.`,
        tone: 'unsynced',
      };
}

function exchanging({ sent, received, of }: Connection & { state: 'exchanging' }): Sentence {
  const done = sent + received;
  const some = of !== null && of > 0 ? `${done.toLocaleString()} of ${of.toLocaleString()}` : done.toLocaleString();
  const short = done > 0 ? `Syncing · ${some}` : 'Syncing';
  return { short, long: `Syncing with your other device: ${some} records so far.`, tone: 'busy' };
}

function inSync({ except, since }: Connection & { state: 'in-sync' }): Sentence {
  const when = clockTime(since);
  return except === 0
    ? { short: `Same on both · ${when}`, long: `Both devices have the same, proven at ${when}.`, tone: 'calm' }
    : {
        short: `Same on both, all but ${except} · ${when}`,
        long: `Both devices have the same, all but ${except}, which one of them cannot take. Proven at ${when}.`,
        tone: 'unsynced',
      };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}
