// The tab's end of what reads codes: a worker that comes with its first question, and goes when nobody asks any more.

import { type Remote, wrap } from 'comlink';
import type { ScannedThing } from '#importer';
import type { Problem } from '#worker';
import type { CardReader } from './reader';
import readerUrl from './reader?worker&url';

interface Made {
  worker: Worker;
  reader: Remote<CardReader>;
  gone: Promise<never>;
}

let made: Made | undefined;
/** How many questions are not answered yet. */
let asking = 0;
/** Nobody looks any more: the worker goes with its last answer. */
let isLeft = false;

function make(): Made {
  const worker = new Worker(readerUrl, { type: 'module', name: 'cards' });
  const gone = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      end();
      reject(broken(event.message));
    });
  });
  gone.catch(() => {});
  return { worker, reader: wrap<CardReader>(worker), gone };
}

/** Asks what reads codes. Rejects with a Problem: `reader-not-loaded`, `picture-unreadable`. */
export async function read<T>(ask: (reader: Remote<CardReader>) => Promise<T>): Promise<T> {
  made ??= make();
  isLeft = false;
  asking += 1;
  const { reader, gone } = made;
  try {
    return await Promise.race([ask(reader), gone]);
  } catch (error) {
    throw isProblem(error) ? error : broken(error instanceof Error ? error.message : String(error));
  } finally {
    asking -= 1;
    if (isLeft) {
      endReading();
    }
  }
}

/** What a text says. */
export function readText(text: string): Promise<ScannedThing> {
  return read((reader) => reader.text(text) as Promise<ScannedThing>);
}

/** Lets go of the worker once it has answered, so that no picture is lost; the next question makes another. */
export function endReading(): void {
  isLeft = asking > 0;
  if (!isLeft) {
    end();
  }
}

function end(): void {
  made?.worker.terminate();
  made = undefined;
}

/** A script that did not load says nothing. */
function broken(message: string): Problem {
  return message
    ? { code: 'picture-unreadable', message, hint: null }
    : { code: 'reader-not-loaded', message: 'What reads codes is not on this device yet.', hint: null };
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error && 'hint' in error;
}
