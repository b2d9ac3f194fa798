// Figures by what was measured, with their aims.

export class Table {
  #rows = new Map();

  /** Another figure in milliseconds of what is to stay below `aim`; without an aim it is only told. */
  add(what, aim, figure) {
    // What belongs to a row stands under it, under the same name as others do.
    const key = what.startsWith(' ') ? `${this.#latest}${what}` : what;
    if (!what.startsWith(' ')) {
      this.#latest = what;
    }
    const row = this.#rows.get(key) ?? { what, aim, figures: [] };
    row.figures.push(figure);
    this.#rows.set(key, row);
  }

  #latest = '';

  told(what, figure) {
    this.add(what, undefined, figure);
  }

  /** How many medians are above their aims. */
  missed() {
    return [...this.#rows.values()].filter((row) => misses(row)).length;
  }

  text() {
    const lines = [...this.#rows.values()].map((row) => {
      const sorted = row.figures.toSorted((one, other) => one - other);
      const worst = sorted.at(-1);
      const aim = row.aim === undefined ? '' : `<= ${row.aim}`;
      const mark = misses(row) ? 'MISSED' : '';
      return `| ${row.what} | ${aim} | ${median(sorted).toFixed(0)} | ${worst.toFixed(0)} | ${sorted.length} | ${mark} |`;
    });
    return [
      '| what | aim ms | median ms | worst ms | times | |',
      '| --- | ---: | ---: | ---: | ---: | --- |',
      ...lines,
    ].join('\n');
  }
}

function misses({ aim, figures }) {
  return aim !== undefined && median(figures.toSorted((one, other) => one - other)) > aim;
}

function median(sorted) {
  return sorted[Math.floor(sorted.length / 2)];
}
