// What happens while a code is shown, and what has come of it.

import type { OtherDevice, PairingProgress } from '../worker/control';
import { nameOf } from './pairing';
import { count } from './size';
import { peopleCount } from './state';

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

/** `9:07`: minutes and seconds. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
