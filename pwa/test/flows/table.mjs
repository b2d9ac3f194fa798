// Flows by what was measured: taps against what they may be, and the seconds that the page took.

export class FlowTable {
  #rows = new Map();

  /** One more time of a flow; `most`: taps, besides typing, that it may cost. */
  add(what, most, { taps, seconds, saved }) {
    const row = this.#rows.get(what) ?? { what, most, taps: [], seconds: [], saved: [] };
    row.taps.push(taps);
    row.seconds.push(seconds);
    row.saved.push(...(saved === undefined ? [] : [saved]));
    this.#rows.set(what, row);
  }

  /** A flow that did not come to its end. */
  failed(what, most, error) {
    console.error(`${what}: ${error.message}`);
    const row = this.#rows.get(what) ?? { what, most, taps: [], seconds: [], saved: [] };
    row.failed = (row.failed ?? 0) + 1;
    this.#rows.set(what, row);
  }

  /** How many flows cost more taps than they may, or did not come to their end. */
  missed() {
    return [...this.#rows.values()].filter(misses).length;
  }

  text() {
    const lines = [...this.#rows.values()].map((row) => {
      const saved = row.saved.length === 0 ? '' : `${middle(row.saved).toFixed(0)} ms`;
      const taps = Math.max(...row.taps);
      const seconds = `${middle(row.seconds).toFixed(1)} | ${Math.max(...row.seconds).toFixed(1)}`;
      const done = `${row.taps.length} of ${row.taps.length + (row.failed ?? 0)}`;
      return `| ${row.what} | ${taps} | ${row.most} | ${seconds} | ${saved} | ${done} | ${misses(row) ? 'MISSED' : ''} |`;
    });
    return [
      '| flow | taps | at most | seconds | worst | saved in | done | |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
      ...lines,
    ].join('\n');
  }
}

function misses({ taps, most, failed = 0 }) {
  return failed > 0 || taps.some((count) => count > most);
}

function middle(figures) {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
