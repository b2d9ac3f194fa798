// Becoming one of the owner's devices, on the side where the code is typed.

import type { Joined, JoinStep } from '#joiner';
import type { Problem } from '#worker';
import { type Explanation, explain } from './problem';
import { sentence } from './sentence';

const steps: Record<JoinStep, string> = {
  calling: 'Calling your other device',
  proving: 'Comparing the code',
  writing: 'Both write it down',
};

export function stepWords(step: JoinStep): string {
  return steps[step];
}

/** Why a code did not lead to anything, and what to do about it. */
export function joinProblem(problem: Problem, isNear: boolean): Explanation {
  const there = isNear ? 'the other device' : 'your laptop';
  switch (problem.code) {
    case 'bad-code':
      return {
        what: `${sentence(problem.message)}`,
        remedy: 'It is eight digits, as in 4711-0815. This cost no try.',
      };
    case 'wrong-code':
      return { what: 'That is another code.', remedy: problem.hint === null ? undefined : sentence(problem.hint) };
    case 'no-code-shown':
      return isNear
        ? {
            what: 'This laptop shows no code right now.',
            remedy: 'Run `mingle pair` in a terminal, and type here what it shows.',
          }
        : {
            what: 'Your laptop shows no code right now.',
            remedy: 'Have one shown there, Devices & data, then Add a device, and type it here while it stands there.',
          };
    case 'busy':
      return {
        what: `Another device is being added to ${there} at this moment.`,
        remedy: 'Wait until that is done, then type the code that is shown next.',
      };
    case 'cut-off':
      return {
        what: `The connection to ${there} broke before both had written it down.`,
        remedy: 'Type the code once more: it still works while it is shown.',
      };
    case 'unreachable':
      return isNear
        ? { what: 'Mingle is not running on this laptop.', remedy: 'Run `mingle` in a terminal, then try again.' }
        : {
            what: 'Your laptop does not answer.',
            remedy: 'Open its lid, and have both on one Wi-Fi. Then try again: what you typed stays here.',
          };
    default:
      return explain(problem);
  }
}

/** What has come of it. */
export function joinedHereWords({ name, known }: Joined): string {
  const other = name || 'your laptop';
  return known ? `This one and ${other} were paired already, and still are.` : `Paired with ${other}`;
}
