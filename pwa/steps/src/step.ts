// How a step looks: its number, its heading, and what is to be done.

import { type Child, element } from './element';
import type { Laptop } from './laptop';

/** One of the steps in their order. */
export function step(heading: string, ...children: Child[]): HTMLLIElement {
  return element('li', { class: 'banded step' }, element('h2', {}, heading), ...children);
}

export function stepsList(...steps: HTMLLIElement[]): HTMLOListElement {
  return element('ol', { class: 'steps' }, ...steps);
}

/** A profile is followed, not saved: saved, Safari does not offer to install it. */
export function loadProfile({ profile }: Laptop): HTMLAnchorElement {
  return element('a', { class: 'download', href: profile }, 'Load the profile');
}

export function loadCertificate({ certificate }: Laptop): HTMLAnchorElement {
  return element('a', { class: 'download', href: certificate, download: 'mingle.crt' }, 'Load mingle.crt');
}

/** The way through a phone's settings, one place after the other. */
export function way(...places: string[]): HTMLParagraphElement {
  const parts = places.flatMap((place, at) => [
    ...(at > 0 ? [element('span', { class: 'then', 'aria-label': 'then' }, ' › ')] : []),
    element('strong', {}, place),
  ]);
  return element('p', { class: 'way' }, ...parts);
}

/** What this page consists of on a device. */
export interface Steps {
  parts: HTMLElement[];
  /** What begins the wait for trust: at once, as this is opened, or never, where there is something else to do first. */
  begins: 'now' | 'never' | HTMLDetailsElement;
}

/** What has to be done first, and nothing beside it. */
export function firstOf(part: HTMLElement): Steps {
  return { parts: [part], begins: 'never' };
}

/** What has to be known before anything is begun. */
export function before(heading: string, ...children: Child[]): HTMLElement {
  return element('section', { class: 'before' }, element('h2', {}, heading), ...children);
}

/** More, for whoever wants it. */
export function more(summary: string, ...children: Child[]): HTMLDetailsElement {
  return element('details', {}, element('summary', {}, summary), ...children);
}
