// Chance that can be had again: the same seed gives the same numbers.

/** Numbers from 0 up to 1 (mulberry32), by a seed of 32 bits. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    /** From `least` up to `most`. */
    between: (least, most) => least + next() * (most - least),
    of: (list) => list[Math.floor(next() * list.length)],
  };
}

/** The seed that MINGLE_SEED names, or a new one. */
export function seed() {
  const told = process.env.MINGLE_SEED;
  return told === undefined ? Math.floor(Math.random() * 4294967296) : Number(told);
}
