// What is kept of a phone in somebody else's hand: that it is, and what they type. The browser's local storage has it, as
// that can be asked before anything is drawn and tells other windows. But a browser writes that down some seconds later, so
// that an empty battery could unlock the phone: the same is kept beside it, durably, and whichever is later counts.

import { keepWords, keptWords } from '../replica/kept';

export const handedName = 'mingle-handed-over';
export const typedName = 'mingle-typed';
export const typingName = 'mingle-typing';
const countName = 'mingle-handed-count';

const names = [handedName, typedName, typingName];

/**
 * Sets some of them, at once and in their order; null takes one away. Resolves once that is durable; rejects where nothing
 * can be kept, and where the database does not answer.
 */
export async function setWords(words: Record<string, string | null>): Promise<void> {
  for (const [name, text] of Object.entries(words)) {
    put(name, text);
  }
  const count = counted() + 1;
  localStorage.setItem(countName, `${count}`);
  const all = Object.fromEntries(names.map((one) => [one, localStorage.getItem(one)]));
  await inTime(keepWords({ count, words: all }));
}

/** A browser whose database does not answer for so many milliseconds is not waited for. */
const mostPatience = 1500;

/** Brings back what the browser had not written down yet as it was ended. Never rejects. */
export async function bringBack(): Promise<void> {
  try {
    const kept = await inTime(keptWords());
    if (kept !== undefined && kept.count > counted()) {
      for (const name of names) {
        put(name, kept.words[name] ?? null);
      }
      localStorage.setItem(countName, `${kept.count}`);
    }
  } catch {
    // A browser that keeps nothing durably has what its local storage has.
  }
}

function inTime<T>(asked: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, mostPatience, new Error('no answer')));
  return Promise.race([asked, late]);
}

function counted(): number {
  return Number(localStorage.getItem(countName)) || 0;
}

function put(name: string, words: string | null): void {
  if (words === null) {
    localStorage.removeItem(name);
  } else {
    localStorage.setItem(name, words);
  }
}
