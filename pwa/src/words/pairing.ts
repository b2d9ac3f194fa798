// Adding a device, on the side that shows the code: what happened, and the way on.

import type { Problem } from '#worker';
import type { OtherDevice, PairingProgress } from '../worker/control';
import { type Explanation, explain } from './problem';
import { count } from './size';
import { peopleCount } from './state';

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
        what: 'Mingle listens on this laptop alone, so no phone can reach it.',
        remedy: 'Join a network of your own. Then run `mingle down` and `mingle` in a terminal, and try again.',
        again: 'Try again',
      };
    case 'problem':
      return { ...explain(over.problem), again: 'Try again' };
  }
}

/** What happened meanwhile, while the code can still be used; nothing where nothing did. */
export function newsWords(progress: PairingProgress): string | undefined {
  switch (progress.state) {
    case 'wrong-code':
      return (
        `Somebody at ${progress.from} typed another code. ` +
        `${triesWords(progress.guesses_left)}. If it was you: look at the digits once more.`
      );
    case 'joining':
      return `${nameOf(progress.other)} has the code. Both write it down…`;
    case 'came-to-nothing':
      return `${nameOf(progress.other)} was not added; it says why. The code still works.`;
    case 'cut-off':
      return `${nameOf(progress.other)} was cut off at the last step. Type the code there again: it still works.`;
    default:
      return undefined;
  }
}

/** `2 more tries are left`. */
function triesWords(left: number): string {
  return left === 1 ? 'One more try is left' : `${left} more tries are left`;
}

/** What a device that joined is to this one now. */
export function joinedWords(other: OtherDevice): string {
  const name = nameOf(other);
  return other.known ? `${name} was one of yours already, and still is.` : `${name} is one of yours now.`;
}

/** What comes with it; nothing where nothing does. */
export function broughtWords({ known, brings_people, brings_devices }: OtherDevice): string | undefined {
  const brought = [
    ...(brings_people > 0 ? [peopleCount(brings_people)] : []),
    ...(brings_devices > 0 ? [count(brings_devices, 'other device')] : []),
  ];
  return known || brought.length === 0 ? undefined : `Both journals become one: it brings ${brought.join(' and ')}.`;
}

export function nameOf({ name, kind }: { name: string; kind: string }): string {
  return name || (kind === 'phone' ? 'A phone' : 'A device');
}

/** `9:07`: minutes and seconds. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
