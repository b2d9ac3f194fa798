// How a card and whom it may mean are told.

import type { KnownCard, PersonRow } from '#worker';
import { moment } from './time';

/** By what somebody is known again: `the same number`. */
export function knownBy({ by }: Pick<KnownCard, 'by'>): string {
  return { email: 'the same address', phone: 'the same number', link: 'the same link', name: 'the same name' }[by];
}

/** `last met yesterday`; empty where one has not met. */
export function lastWords({ last }: PersonRow): string {
  return last === null ? '' : `last met ${moment(last)}`;
}
