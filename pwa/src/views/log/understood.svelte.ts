// What is understood of the line while it is written.

import type { Preview, Problem } from '#worker';
import { host } from '../../replica/host.svelte';
import { line } from '../../replica/line.svelte';
import { outbox } from '../../replica/outbox.svelte';
import { follow, type Known, knownLines } from './corrections';

export interface Understood {
  /** The text that this was understood of; the field may be ahead of it. */
  text: string;
  preview: Preview;
}

export interface Understanding {
  readonly value: Understood | undefined;
  readonly problem: Problem | undefined;
}

/** Asks at each change of the line, one question at a time; while one is on its way the next waits, and the latest counts. */
export function understanding(): Understanding {
  let value: Understood | undefined = $state.raw();
  let problem: Problem | undefined = $state.raw();
  let before: Known[] | undefined;
  let asking = false;
  let ended = false;

  const isLatest = (text: string, corrections: unknown, about: unknown) =>
    text === line.text && corrections === line.corrections && about === line.about;

  async function ask() {
    asking = true;
    const { text, about, corrections } = line;
    try {
      const preview = text.trim() === '' ? { lines: [] } : await host.journal.preview(text, about?.id, corrections);
      const known = knownLines(text, preview);
      if (corrections === line.corrections && before !== undefined) {
        const followed = follow(corrections, before, known);
        if (followed !== corrections) {
          line.correct(followed);
        }
      }
      before = known;
      value = { text, preview };
      problem = undefined;
    } catch (error) {
      problem = error as Problem;
    }
    asking = false;
    if (!ended && !isLatest(text, corrections, about)) {
      void ask();
    }
  }

  $effect(() => {
    void [line.text, line.about, line.corrections];
    const isSaved = outbox.isSaving && line.text === '';
    if (!asking && !isSaved) {
      void ask();
    }
  });
  $effect(() => () => {
    ended = true;
  });
  return {
    get value() {
      return value;
    },
    get problem() {
      return problem;
    },
  };
}
