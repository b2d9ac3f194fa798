// When a coffee is, in words.

import type { DueMove } from '#worker';

const long = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** `Thursday 26 November, 12:30`: by the calendar, so that both mean the same day. */
export function day({ due, time }: Pick<DueMove, 'due' | 'time'>): string {
  const words = due === '' ? '' : long.format(new Date(`${due}T12:00`));
  return [words, time].filter(Boolean).join(', ');
}
