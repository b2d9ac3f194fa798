// Amounts of bytes and counts in words.

const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** `812 kB`, `3.1 MB`, `12 GB`: decimal, as systems show the size of files. */
export function size(bytes: number): string {
  let amount = bytes / 1000;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const digits = amount < 9.95 && unit > 0 ? 1 : 0;
  return `${amount.toLocaleString(undefined, { maximumFractionDigits: digits })} ${units[unit]}`;
}

/** `1 card`, `2,014 cards`. */
export function count(many: number, one: string, more = `${one}s`): string {
  return many === 1 ? `1 ${one}` : `${many.toLocaleString()} ${more}`;
}
