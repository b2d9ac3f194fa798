// What went wrong, for a person: what happened, and the way out.

import type { Problem } from '#worker';

export interface Explanation {
  what: string;
  remedy: string | undefined;
}

const known: Record<string, Explanation> = {
  'no-storage': {
    what: 'This browser gives Mingle no place to keep a journal.',
    remedy: 'Private windows often have none. Open Mingle in an ordinary window, or in another browser.',
  },
  'storage-full': {
    what: 'This device is full: the last change could not be kept.',
    remedy: 'What you wrote still stands here. Free some space, then try again.',
  },
  'storage-held': {
    what: 'Another window of Mingle still holds the journal.',
    remedy: 'Close the other window, then try again.',
  },
  'worker-broke-off': {
    what: 'The journal stopped in the middle of something and was started again.',
    remedy: 'What was saved is there. Look whether your last change is; if not, make it once more.',
  },
  'not-kept': {
    what: 'What you type here cannot be kept beyond this window.',
    remedy: 'Save it before you close Mingle. Private windows and full devices do this.',
  },
  'names-nobody': {
    what: 'This line names nobody.',
    remedy: 'Begin with a name, as in: Ana Ruiz, needs a storage engineer.',
  },
};

/** The explanation of a problem; of one without words of its own, what it says itself. */
export function explain(problem: Problem): Explanation {
  return (
    known[problem.code] ?? {
      what: sentence(problem.message),
      remedy: problem.hint === null ? undefined : sentence(problem.hint),
    }
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}
