// The windows of this browser that have the page open, and whether one of them is busy.

import { isBusy } from './busy';

/** What one window asks the others, and what those that are busy answer: with the same name. */
interface Word {
  is: 'anyone-busy' | 'busy';
  question: string;
}

/** A window that has not answered within this many milliseconds is quiet, or asleep: it looks to itself when it wakes. */
const patience = 500;

const channel = new BroadcastChannel('mingle-busy');

/** Answers the other windows from now on. */
export function answerWindows(): void {
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if (data.is === 'anyone-busy' && isBusy()) {
      channel.postMessage({ is: 'busy', question: data.question } satisfies Word);
    }
  });
}

/** Whether a window is busy, this one or another; resolves at the first that says so, or when none did in time. */
export function isAnyBusy(): Promise<boolean> {
  if (isBusy()) {
    return Promise.resolve(true);
  }
  const question = crypto.randomUUID();
  return new Promise((resolve) => {
    const settle = (busy: boolean) => {
      clearTimeout(late);
      channel.removeEventListener('message', hear);
      // This window may have become busy meanwhile.
      resolve(busy || isBusy());
    };
    const hear = ({ data }: MessageEvent<Word>) => {
      if (data.is === 'busy' && data.question === question) {
        settle(true);
      }
    };
    const late = setTimeout(() => settle(false), patience);
    channel.addEventListener('message', hear);
    channel.postMessage({ is: 'anyone-busy', question } satisfies Word);
  });
}
