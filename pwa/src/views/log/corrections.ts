// What the owner says of a line, kept with the line while the text around it changes.

import type { Correction, Meant, Preview } from '#worker';

type Full = Correction & { plain: string[] };

/** Takes words of a line for plain ones, or for what they were understood as again. */
export function togglePlain(corrections: Correction[], line: number, words: string): Correction[] {
  const one = of(corrections, line);
  const plain = one.plain.includes(words) ? one.plain.filter((other) => other !== words) : [...one.plain, words];
  return put(corrections, { ...one, plain });
}

/** Says who is meant. */
export function mean(corrections: Correction[], line: number, who: Meant): Correction[] {
  return put(corrections, { ...of(corrections, line), who });
}

/** A line as it was understood, to know it again. */
export interface Known {
  text: string;
  /** The words of the name. */
  name: string;
}

export function knownLines(text: string, { lines }: Preview): Known[] {
  return lines.map((line) => ({
    text: text.slice(line.start, line.end),
    name: line.chips.find((chip) => chip.field === 'name')?.source ?? '',
  }));
}

/**
 * The corrections after the text has changed: those of lines below the change move with their lines, and who was meant
 * by a name is forgotten with the name. Returns the same array where nothing is different.
 */
export function follow(corrections: Correction[], before: Known[], after: Known[]): Correction[] {
  const same = (one: Known | undefined, other: Known | undefined) => one?.text === other?.text;
  const shorter = Math.min(before.length, after.length);
  let above = 0;
  while (above < shorter && same(before[above], after[above])) {
    above += 1;
  }
  let below = 0;
  while (below < shorter - above && same(before.at(-1 - below), after.at(-1 - below))) {
    below += 1;
  }
  const followed = corrections.flatMap((correction): Correction[] => {
    const { line } = correction;
    const isBelow = line >= before.length - below;
    const moved = isBelow ? line + after.length - before.length : line;
    if (moved >= after.length || (!isBelow && line >= Math.max(above, after.length - below))) {
      return [];
    }
    const forgotten = correction.who !== undefined && before[line]?.name !== after[moved]?.name;
    if (moved === line && !forgotten) {
      return [correction];
    }
    const { who, plain = [] } = correction;
    return [{ line: moved, plain, ...(who === undefined || forgotten ? {} : { who }) }];
  });
  const isSame =
    followed.length === corrections.length && followed.every((correction, at) => correction === corrections[at]);
  return isSame ? corrections : followed;
}

function of(corrections: Correction[], line: number): Full {
  const one = corrections.find((correction) => correction.line === line);
  return { line, ...one, plain: one?.plain ?? [] };
}

function put(corrections: Correction[], one: Full): Correction[] {
  const others = corrections.filter((correction) => correction.line !== one.line);
  return one.plain.length === 0 && one.who === undefined ? others : [...others, one];
}
