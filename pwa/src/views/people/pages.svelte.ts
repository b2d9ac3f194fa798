// The alphabetical list, a hundred rows at a time: what is seen is asked for, and what was answered is kept.

import { flushSync } from 'svelte';
import type { People, PersonRow, Problem } from '#worker';

const size = 100;

type Pages = Map<number, PersonRow[]>;
interface Range {
  start: number;
  end: number;
}

/** What the list is told when rows came in above what is seen. */
export interface Place {
  /** The index of the first row in sight; undefined at the top, where new rows may push the others down. */
  first: () => number | undefined;
  moved: (rows: number) => void;
}

export class PeoplePages {
  /** How many people there are; undefined until it is known. */
  total: number | undefined = $state();
  problem: Problem | undefined = $state.raw();

  #ask: (offset: number, limit: number) => Promise<People>;
  #place: Place;
  #pages: Pages = $state.raw(new Map());
  #seen: Range = { start: 0, end: 1 };
  #changed = true;
  #busy = false;

  constructor(ask: (offset: number, limit: number) => Promise<People>, place: Place) {
    this.#ask = ask;
    this.#place = place;
  }

  /** The person at this place of the alphabet; undefined while they are not fetched. */
  row(index: number): PersonRow | undefined {
    return this.#pages.get(Math.floor(index / size))?.[index % size];
  }

  /** These rows are looked at. */
  see(start: number, end: number): void {
    this.#seen = { start, end: Math.max(end, start + 1) };
    void this.#fetch();
  }

  /** Records have changed: asks again for what is seen, without losing the place. */
  change(): void {
    this.#changed = true;
    void this.#fetch();
  }

  /** One question at a time; what is looked at by then is asked next. */
  async #fetch(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#changed || this.#missing(this.#pages, this.#seen) !== undefined) {
        if (this.#changed) {
          this.#changed = false;
          await this.#renew();
        } else {
          const pages = new Map(this.#pages);
          this.total = await this.#fill(pages, this.#seen, 1);
          this.#pages = pages;
        }
      }
      this.problem = undefined;
    } catch (problem) {
      this.problem = problem as Problem;
    }
    this.#busy = false;
  }

  /** Fetches what is seen anew, and the rows around the first of them if that stands elsewhere now; then shows it. */
  async #renew(): Promise<void> {
    const first = this.#place.first();
    const anchor = first === undefined ? undefined : this.row(first)?.id;
    const before = this.total ?? 0;
    const { start, end } = this.#seen;
    const pages: Pages = new Map();
    let total = await this.#fill(pages, { start, end });
    let moved = 0;
    if (first !== undefined && anchor !== undefined) {
      const grown = total - before;
      if (grown !== 0 && find(pages, anchor) === undefined) {
        total = await this.#fill(pages, { start: start + grown, end: end + grown });
      }
      moved = (find(pages, anchor) ?? first) - first;
      if (moved !== 0) {
        total = await this.#fill(pages, { start: start + moved, end: end + moved });
      }
    }
    this.#pages = pages;
    this.total = total;
    if (moved !== 0) {
      flushSync();
      this.#place.moved(moved);
    }
  }

  /** Fetches the pages of a range that are missing, at most `most`; returns how many people there are. */
  async #fill(pages: Pages, range: Range, most = Number.POSITIVE_INFINITY): Promise<number> {
    let total = this.total ?? 0;
    for (let count = 0; count < most; count += 1) {
      const page = this.#missing(pages, range);
      if (page === undefined) {
        break;
      }
      const answer = await this.#ask(page * size, size);
      pages.set(page, answer.rows);
      total = answer.total;
    }
    return total;
  }

  #missing(pages: Pages, { start, end }: Range): number | undefined {
    const last = Math.floor(Math.max(0, end - 1) / size);
    for (let page = Math.floor(Math.max(0, start) / size); page <= last; page += 1) {
      if (!pages.has(page)) {
        return page;
      }
    }
    return undefined;
  }
}

function find(pages: Pages, id: string): number | undefined {
  for (const [page, rows] of pages) {
    const at = rows.findIndex((row) => row.id === id);
    if (at >= 0) {
      return page * size + at;
    }
  }
  return undefined;
}
