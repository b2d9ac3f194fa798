// Adding a device, on the side that shows the code: what happened, and the way on.

import type { Problem } from '#worker';
import type { OtherDevice } from '../worker/control';
import { type Explanation, explain } from './problem';
import { count } from './size';

/** Why no code is shown. */
export type Over =
  | { is: 'already-open'; id: number; seconds: number }
  | { is: 'closed'; why: 'guesses' | 'time' | 'taken-back' }
  /** It was written down here and cut off before it had done the same. */
  | { is: 'unfinished'; other: OtherDevice }
  | { is: 'this-machine-alone' }
  | { is: 'problem'; problem: Problem };

/** What one does then, beside what happened. */
export interface OverWords extends Explanation {
  again: string;
}

const closed: Record<'guesses' | 'time' | 'taken-back', Explanation> = {
  guesses: {
    what: 'Three wrong codes were typed. This code is of no use any more.',
    remedy: 'If none of your own did that, somebody on this network did: then go to another network first.',
  },
  time: {
    what: 'Ten minutes have passed, and nobody has used the code.',
    remedy: 'What the phone has installed stays: with a new code it goes on where it was.',
  },
  'taken-back': {
    what: 'The code was taken back.',
    remedy: 'What the phone has installed stays: with a new code it goes on where it was.',
  },
};

/** The sentences for an end. */
export function overWords(over: Over): OverWords {
  const again = 'Show a new code';
  switch (over.is) {
    case 'closed':
      return { ...closed[over.why], again };
    case 'already-open':
      return {
        what: 'A code is being shown already: in another window, or by `mingle pair` in a terminal.',
        remedy: `Go on there. It ends by itself within ${count(Math.ceil(over.seconds / 60), 'minute')}.`,
        again: 'End that one and show a new code here',
      };
    case 'unfinished':
      return {
        what: `${nameOf(over.other)} was cut off at the last step.`,
        remedy: 'It is listed here and knows nothing of this journal yet. Type a new code there: that completes it.',
        again,
      };
    case 'this-machine-alone':
      return {
        what: 'No phone can reach this laptop: it is on no local network, or Mingle was started for it alone.',
        remedy: 'Join your Wi-Fi and try again. If it stays so: run `mingle down`, then `mingle` in a terminal.',
        again: 'Try again',
      };
    case 'problem':
      return { ...explain(over.problem), again: 'Try again' };
  }
}

export function nameOf({ name, kind }: { name: string; kind: string }): string {
  return name || (kind === 'phone' ? 'A phone' : 'A device');
}
