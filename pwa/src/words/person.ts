// How people and the times with them are told.

/** `Engineer, Kestrel Labs`, or the one of them that is known. */
export function roleAt(role: string, org: string): string {
  return [role, org].filter((part) => part !== '').join(', ');
}

const channels: Record<string, string> = {
  talk: 'Talked',
  call: 'Called',
  message: 'Wrote',
  mail: 'Mailed',
  coffee: 'Coffee',
  meet: 'Met',
};

/** What happened: `Talked`, `Coffee`, `Called, no answer`. */
export function channelWords(channel: string, outcome = ''): string {
  const word = channels[channel] ?? `${channel.charAt(0).toUpperCase()}${channel.slice(1)}`;
  return outcome === 'no-answer' ? `${word || 'Tried'}, no answer` : word || 'Together';
}

const letters = new Intl.Segmenter();

/** The letter of the alphabet under which a name stands, without accents; `·` for what is no letter. */
export function letterOf(name: string): string {
  const [first] = letters.segment(name.trim());
  const base = first?.segment.normalize('NFD').replace(/\p{M}/gu, '').toLocaleUpperCase() ?? '';
  return /^\p{L}/u.test(base) ? base : '·';
}
