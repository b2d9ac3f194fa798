// Flows by what was measured: taps and milliseconds against what they may be, and the seconds that the page took.

export class FlowTable {
  #rows = new Map();

  /**
   * One more time of a flow. `most`: the `taps`, besides typing, that it may cost; and where a line is written down in it,
   * the milliseconds in which it is to be `saved`, by the median.
   */
  add(what, most, { taps, seconds, saved }) {
    const row = this.#row(what, most);
    row.taps.push(taps);
    row.seconds.push(seconds);
    row.saved.push(...(saved === undefined ? [] : [saved]));
  }

  /** A flow that did not come to its end, or not to what it is for. */
  failed(what, most, error) {
    console.error(`${what}: ${error.message}`);
    this.#row(what, most).failed += 1;
  }

  /** How many flows cost more than they may, or did not come to their end. */
  missed() {
    return [...this.#rows.values()].filter(misses).length;
  }

  text() {
    return [
      '| flow | taps | at most | seconds | worst | saved in, ms | at most | done | |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
      ...[...this.#rows.values()].map(line),
    ].join('\n');
  }

  #row(what, most) {
    const row = this.#rows.get(what) ?? { what, most, taps: [], seconds: [], saved: [], failed: 0 };
    this.#rows.set(what, row);
    return row;
  }
}

function line(row) {
  const { what, most, taps, seconds, saved, failed } = row;
  const cells = [
    what,
    worst(taps, 0),
    most.taps,
    median(seconds)?.toFixed(1) ?? '',
    worst(seconds, 1),
    median(saved)?.toFixed(0) ?? '',
    most.saved ?? '',
    `${taps.length} of ${taps.length + failed}`,
    misses(row) ? 'MISSED' : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function misses({ most, taps, saved, failed }) {
  // What is to be measured, and never was, is missed.
  const isLate = most.saved !== undefined && !(median(saved) <= most.saved);
  return failed > 0 || taps.some((count) => count > most.taps) || isLate;
}

function worst(figures, digits) {
  return figures.length === 0 ? '' : Math.max(...figures).toFixed(digits);
}

function median(figures) {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)];
}
