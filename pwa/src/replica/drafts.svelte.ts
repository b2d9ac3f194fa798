// What is being written elsewhere than in the line, by its name, until it is sent: it outlives the view and the page.

import { SvelteMap } from 'svelte/reactivity';
import { busyWhile } from '../shell/busy';
import { host } from './host.svelte';
import { keepDraftOf, keptDrafts } from './kept';

/** Whose words are what was read of a card (`views/cards/left.ts`), and in whose cache its photo is. */
export const cardDraft = 'card';

const written = new SvelteMap<string, string>();
/** Typed in this life of the page. What an earlier one left keeps no update waiting: it outlived a reload before. */
const typed = new Set<string>();
const unkept = new Set<string>();
let keeping = false;
/** Whether all that was left is here. */
let isTakenUp = false;

busyWhile(() => [...typed].some((name) => (written.get(name) ?? '').trim() !== ''));

// Another window that has the journal sends or changes them. What could not be kept stays.
$effect.root(() => {
  const isElsewhere = $derived(host.phase.is === 'elsewhere');
  $effect(() => {
    if (isElsewhere) {
      for (const name of [...written.keys()].filter((one) => !unkept.has(one))) {
        written.delete(name);
        typed.delete(name);
      }
    } else {
      void takeUp();
    }
  });
});

export const drafts = {
  /** What is being written there; undefined where nothing was begun. */
  get: (name: string): string | undefined => written.get(name),

  /** To be called at every change. */
  set(name: string, words: string): void {
    if (written.get(name) === words) {
      return;
    }
    written.set(name, words);
    typed.add(name);
    unkept.add(name);
    void keep();
  },

  /** It was sent, or is not wanted. */
  drop(name: string): void {
    if (!written.delete(name) && isTakenUp) {
      return;
    }
    typed.delete(name);
    unkept.add(name);
    void keep();
  },

  /** Nothing that is being written of this record stays, nor a card that was read and not saved: it may be theirs. */
  forget(id: string): void {
    const card = written.get(cardDraft) ?? '';
    for (const name of [...written.keys(), cardDraft]) {
      const [what, whose = ''] = name.split(' ');
      if (name.split(' ').includes(id) || name === cardDraft || (what === 'name' && card.includes(whose))) {
        drafts.drop(name);
      }
    }
    void caches.delete(cardDraft).catch(() => {});
  },
};

/** What was typed here meanwhile is later. */
async function takeUp(): Promise<void> {
  isTakenUp = false;
  const left = await keptDrafts().catch(() => new Map<string, string>());
  for (const [name, words] of left) {
    if (!written.has(name) && !unkept.has(name)) {
      written.set(name, words);
    }
  }
  isTakenUp = true;
}

/** One write at a time; what was typed during one is kept by the next. What cannot be kept is tried at the next key. */
async function keep(): Promise<void> {
  if (keeping) {
    return;
  }
  keeping = true;
  try {
    for (let [name] = unkept; name !== undefined; [name] = unkept) {
      const words = written.get(name);
      await keepDraftOf(name, words ?? '');
      if (written.get(name) === words) {
        unkept.delete(name);
      }
    }
  } catch {
    // It is in this window, which is busy with it.
  }
  keeping = false;
}
