// The sentences of the line: what is understood, and what was written down.

import type { Logged, PersonRow, PreviewLine } from '#worker';
import { date, moment } from '../../words/time';

/** The words that can be heard while one writes: the name and the promises. */
export function heard(lines: PreviewLine[], text: string): string {
  const [first] = lines;
  if (first === undefined) {
    return '';
  }
  if (lines.length > 1) {
    const nobody = lines.filter((line) => line.names_nobody).length;
    const rest = nobody === 0 ? '' : nobody === 1 ? '; one line names nobody' : `; ${nobody} lines name nobody`;
    return `${lines.length} lines${rest}`;
  }
  if (first.names_nobody) {
    return `${text.trim()} names nobody yet`;
  }
  const promises = first.chips.filter((chip) => chip.on && chip.field === 'promise').map((chip) => chip.label);
  const who = first.who.meant === 'new' ? `${first.title}, new` : first.title;
  return [who, ...promises].join('; ');
}

/** `3 understood`, `Coffee · Fri and 2 more`: a line's parts in a few words. */
export function gist(line: PreviewLine): string {
  const parts = line.chips.filter((chip) => chip.on && chip.field !== 'name' && chip.due === null);
  const [first] = parts;
  if (first === undefined) {
    return line.note;
  }
  return parts.length === 1 ? first.label : `${first.label} and ${parts.length - 1} more`;
}

/** Someone whom a line may mean: `Ana Ruiz · Acme · yesterday`. */
export function whoWords(person: PersonRow): string {
  return [person.name, person.org, person.last === null ? '' : moment(person.last)].filter(Boolean).join(' · ');
}

/** How someone was recognised, or that they are new. */
export function knownWords({ known_by, is_new }: Logged): string {
  if (is_new) {
    return 'new';
  }
  switch (known_by) {
    case 'email':
      return 'known by this address';
    case 'phone':
      return 'known by this number';
    default:
      return 'added to what you know';
  }
}

/** `Coffee · Fri 15:30`. */
export function promiseWords({ what, due, time }: Logged['moves'][number]): string {
  const when = [date(due), time].filter(Boolean).join(' ');
  const words = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  return when === '' ? words : `${words} · ${when}`;
}

/** What was written down, to be heard. */
export function writtenWords(logged: Logged[]): string {
  const names = logged.map(({ person }) => person.name);
  return names.length === 0 ? '' : `Written down: ${names.join(', ')}.`;
}
