// What is being written to do for somebody, instead of what is proposed.

import type { WrapUpRow } from '#worker';
import { drafts } from '../../replica/drafts.svelte';

/** The name of its draft. */
export function thing(event: string, { person }: WrapUpRow): string {
  return `thing ${event} ${person.id}`;
}

/** What was typed and not written down yet; empty where the proposal stands as it was. */
export function unsent(event: string, row: WrapUpRow): string {
  const what = drafts.get(thing(event, row))?.trim() ?? '';
  return what === row.proposal?.what ? '' : what;
}
