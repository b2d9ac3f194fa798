// People of one name, where one of them is to be hoped for or brought.

import type { PersonRow } from '#worker';
import { host } from '../../replica/host.svelte';

export interface Namesakes {
  /** The words that may mean any of them. */
  words: string;
  name: string;
  people: PersonRow[];
}

/** The first of these words that may mean several people, by what a line with them would mean; undefined for none. */
export async function namesakes(named: string[]): Promise<Namesakes | undefined> {
  for (const words of named) {
    const { lines } = await host.journal.preview(words, undefined, []);
    const [line] = lines;
    if (line?.who.meant === 'new') {
      const people = line.matches.filter(({ by }) => by === 'name').map(({ person }) => person);
      if (people.length > 0) {
        return { words, name: people[0]?.name ?? words, people };
      }
    }
  }
  return undefined;
}
