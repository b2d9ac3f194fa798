import type { Contact } from '#worker';

/** The ways to reach somebody, in words, each once: a number may be written down as a link as well. */
export function waysOf({ phones, emails, links }: Pick<Contact, 'phones' | 'emails' | 'links'>): string[] {
  return [...new Set([phones, emails, links].flatMap(Object.keys))];
}
