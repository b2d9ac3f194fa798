// What went wrong, for a person: what happened, and the way out. The replica's own hints are for a terminal; these are
// for someone with a phone in the hand.

import type { Problem } from '#worker';
import { sentence } from './sentence';

export interface Explanation {
  what: string;
  remedy: string | undefined;
}

const known: Record<string, Explanation> = {
  // The journal cannot be opened.
  'no-files': {
    what: 'This browser gives Mingle no place to keep a journal.',
    remedy: 'Private windows often have none. Open Mingle in an ordinary window, or update the browser.',
  },
  'old-browser': {
    what: 'This browser is too old for Mingle: it cannot make the key that tells your devices from others.',
    remedy: 'Update the browser, then open Mingle again.',
  },
  'journal-held': {
    what: 'Another window of Mingle still holds the journal.',
    remedy: 'Close the other window, or wait a moment; then try again.',
  },
  'journal-busy': {
    what: 'The journal is busy with something else.',
    remedy: 'Wait a moment, then try again.',
  },
  'disk-full': {
    what: 'There is no space left for the journal. Nothing is half-written.',
    remedy: 'Free some space on this device, then try again.',
  },
  'newer-journal': {
    what: 'The journal is from a newer Mingle than this page.',
    remedy: 'Nothing is lost. The newer page comes from your laptop: be near it, then load the page again.',
  },
  'journal-file': {
    what: 'The browser cannot read or write the journal’s files.',
    remedy: 'Close the browser entirely and open Mingle again.',
  },
  'journal-damaged': {
    what: 'The journal on this device is damaged.',
    remedy:
      'If another of your devices has everything, remove this site’s data in the browser’s settings, open Mingle again ' +
      'and connect it: the journal comes back from there. If none has, leave everything as it is for now.',
  },
  'not-a-journal': {
    what: 'What this browser keeps for Mingle is no journal.',
    remedy:
      'If another of your devices has everything, remove this site’s data in the browser’s settings, open Mingle again ' +
      'and connect it: the journal comes back from there. What was written only here goes with the site’s data: if ' +
      'there may be any, leave everything as it is for now.',
  },
  'no-randomness': {
    what: 'This device gives no random numbers, and without them nothing new can be written safely.',
    remedy: 'Restart the device, then try again.',
  },
  'page-broken': {
    what: 'Two parts of this page do not fit together.',
    remedy: 'Load the page again.',
  },
  'worker-broke-off': {
    what: 'The journal stopped in the middle of something and was started again.',
    remedy: 'What was saved is there. Look whether your last change is; if not, make it once more.',
  },
  'keeps-stopping': {
    what: 'It was started several times, and broke off each time.',
    remedy: 'What was saved is kept. Close Mingle and open it again; if that does not help, restart the browser.',
  },
  // Becoming one of the owner's devices, and adding others.
  'link-ended': {
    what: 'This link was used before, or is older than two minutes.',
    remedy: 'Run `mingle open` again.',
  },
  'not-running': {
    what: 'Mingle is not running on this laptop.',
    remedy: 'Run `mingle` in a terminal, then try again. What the phone has installed stays.',
  },
  'not-entered': {
    what: 'Mingle on this laptop does not know this browser.',
    remedy: 'Run `mingle open` in a terminal.',
  },
  stranger: {
    what: 'This browser is none of your devices any more.',
    remedy: 'Run `mingle open` in a terminal.',
  },
  'part-not-loaded': {
    what: 'This screen is not kept here yet.',
    remedy: 'It comes from your laptop the first time: be near it, Mingle open on it, then load this page again.',
  },
  // Cards.
  'reader-not-loaded': {
    what: 'What reads codes is not on this device yet.',
    remedy: 'Open Mingle once while your laptop can be reached: then it stays here. They can type it meanwhile.',
  },
  'picture-unreadable': {
    what: 'This picture cannot be read.',
    remedy: 'Take another one.',
  },
  'not-lockable': {
    what: 'The journal cannot be locked here while somebody else has the phone.',
    remedy:
      'Type it for them. Private windows keep nothing, and the screen for them comes from your laptop the first time.',
  },
  // What was written could not be taken as it was.
  'not-kept': {
    what: 'What you type here cannot be kept beyond this window.',
    remedy: 'Save it before you close Mingle. Private windows and full devices do this.',
  },
  'names-nobody': {
    what: 'This line names nobody.',
    remedy: 'Begin with a name, as in: Ana Ruiz, needs a storage engineer.',
  },
  'record-unreadable': {
    what: 'This record cannot be read here.',
    remedy: 'Another of your devices may have it whole. It comes from there when they next meet.',
  },
  'no-such-record': { what: 'This is not in the journal any more.', remedy: undefined },
  'no-such-id': { what: 'This is not in the journal, or not any more.', remedy: undefined },
  'no-such-person': { what: 'This person is not in the journal, or not any more.', remedy: undefined },
  'no-such-device': { what: 'This device is none of yours any more.', remedy: undefined },
  'own-device': {
    what: 'This device cannot revoke itself: the others would never hear of it from here.',
    remedy: 'Open Mingle on another of your devices, and revoke this one there.',
  },
  'no-date': { what: 'This is no date.', remedy: 'Write it as in 2026-11-27.' },
  'day-is-over': { what: 'This day is over.', remedy: 'Choose today or a later day.' },
  'no-day': { what: 'No day is agreed for it yet.', remedy: 'Say which day it is on, then tell them.' },
  'no-time': { what: 'This is no time of day.', remedy: 'Write it as in 15:30.' },
  'no-event-is-on': {
    what: 'No event is on any more: it was ended meanwhile, maybe on another device.',
    remedy: 'What you learned can be written into it there: open it, then Edit.',
  },
  'file-unreadable': {
    what: 'The file cannot be read.',
    remedy: 'It may have been moved or changed meanwhile. Choose it again.',
  },
};

/** What to do, where the message is good to read but its hint is for a terminal. */
const remedies: Record<string, string> = {
  'event-is-on': 'Only one can be on. End that one first, then start this one: what you typed stays here.',
};

/** The explanation of a problem; of one without words of its own, what it says itself. */
export function explain(problem: Problem): Explanation {
  const remedy = remedies[problem.code] ?? problem.hint ?? undefined;
  return known[problem.code] ?? { what: sentence(problem.message), remedy: remedy && sentence(remedy) };
}
