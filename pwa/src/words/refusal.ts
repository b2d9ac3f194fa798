// Why a device cannot take a record, for a person.

import type { RefusedRow } from '#worker';

const reasons: Record<string, string> = {
  guard: 'It is built in a way that could harm the journal, so it is not opened.',
  unreadable: 'It cannot be read.',
  'missing-changes': 'It builds on changes that did not come with it. They may come from another device.',
  'other-heads': 'What arrived is not what was announced.',
  'not-a-record': 'It is not a record that Mingle can place.',
  crashed: 'Mingle stopped in the middle of it once, so it is left out.',
  'too-large': 'It is larger than what one device gives another.',
};

/** The reason in a sentence; of a newer program's reason, what it says itself. */
export function refusalWords({ code, message }: RefusedRow): string {
  return reasons[code] ?? message;
}

/** An id as a person can compare it: its first letters, in groups of four. */
export function shortId(id: string): string {
  return (id.match(/.{1,4}/g) ?? []).slice(0, 2).join(' ');
}
