// People of one name, where one of them is to be hoped for or brought.

import type { PersonRow, Problem } from '#worker';
import { host } from '../../replica/host.svelte';

export interface Namesakes {
  /** The words that may mean any of them. */
  words: string;
  name: string;
  people: PersonRow[];
}

/** What is in the way: a choice of people, or else a problem. */
export interface Obstacle {
  unclear: Namesakes | undefined;
  problem: Problem | undefined;
}

/** What it takes to go on after a problem with these words, told without ids. */
export async function obstacle(problem: Problem, named: string[]): Promise<Obstacle> {
  if (problem.code !== 'ambiguous') {
    return { unclear: undefined, problem };
  }
  const ids = (problem.candidates ?? []).map(({ id }) => id);
  const unclear = await namesakes(named, ids).catch(() => undefined);
  const several: Problem = {
    code: 'several-of-that-name',
    message: 'several people may be meant',
    hint: 'write more of their name',
  };
  return { unclear, problem: unclear === undefined ? several : undefined };
}

/** The first of these words that may mean the people with these ids, as a line with them would; undefined for none. */
async function namesakes(named: string[], ids: string[]): Promise<Namesakes | undefined> {
  for (const words of named) {
    const { lines } = await host.journal.preview(words, undefined, []);
    const [line] = lines;
    if (line?.who.meant === 'new') {
      const people = line.matches.map(({ person }) => person).filter(({ id }) => ids.includes(id));
      if (people.length > 0) {
        return { words, name: people[0]?.name ?? words, people };
      }
    }
  }
  return undefined;
}
