// What is to be done and what is waited for, in sentences.

import type { DueMove } from '#worker';
import type { IconName } from '../../ui/Icon.svelte';
import { date } from '../../words/time';

export const icons: Record<string, IconName> = {
  coffee: 'coffee',
  meet: 'coffee',
  call: 'call',
  mail: 'mail',
  send: 'mail',
  intro: 'people',
};

/** `Intro to Bo`. */
export function title({ what }: DueMove): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}

/** Whom it is about: `Ana Ruiz and Bo Li`. */
export function names({ people, about }: DueMove): string {
  return [...people.map((person) => person.name), about].filter(Boolean).join(' and ');
}

/** `Overdue since Tue 17 Nov`, `today 15:30`, `Fri 9:00`; empty for no date. */
export function when({ due, time, overdue }: DueMove): string {
  const day = date(due);
  const words = [day, time].filter(Boolean).join(' ');
  return overdue ? `overdue since ${words}` : words;
}

export interface Hope {
  sentence: string;
  question: string;
}

/** What one waits for, and what one could do: `You hoped Bo would call.` `Call first?` */
export function hope(move: DueMove): Hope {
  const who = names(move);
  if (move.whose === 'mine') {
    return move.state === 'confirmed'
      ? { sentence: `${title(move)} with ${who}, confirmed.`, question: 'Read up?' }
      : { sentence: `${title(move)} with ${who}, not confirmed yet.`, question: 'Ask if it stands?' };
  }
  // Of several people the journal does not say who promised it.
  const alone = who !== '' && move.people.length + (move.about === '' ? 0 : 1) === 1;
  const verb = { call: 'call', mail: 'write' }[move.sort];
  if (alone && verb !== undefined) {
    return { sentence: `You hoped ${who} would ${verb}.`, question: verb === 'call' ? 'Call first?' : 'Write first?' };
  }
  return {
    sentence: who === '' ? `You wait for this: ${move.what}.` : `You wait for ${who}: ${move.what}.`,
    question: 'Ask about it?',
  };
}
