// What stands at the foot of the page: how far this phone is, in a sentence.

import { element, words } from './element';
import type { Finding, Laptop } from './laptop';

export type Standing = Finding | 'looking' | 'over';

export interface Sentence {
  /** What always stands in sight: short. */
  words: string;
  tone: 'busy' | 'done' | 'wrong';
  /** What to do about it, where there is something. */
  more?: string;
  /** Where else one can go. */
  link?: { words: string; href: string };
}

/** What is said of a standing. */
export function sentenceOf(standing: Standing, device: string, laptop: Laptop): Sentence {
  switch (standing) {
    case 'looking':
      return { words: 'Looking for your laptop…', tone: 'busy' };
    case 'untrusted':
      return { words: `This ${device} does not trust your laptop yet.`, tone: 'busy' };
    case 'untrusted-nameless':
      return {
        words: `This ${device} does not trust your laptop yet.`,
        tone: 'busy',
        more: `It does not find the name ${laptop.name} on this network either. Go on with the steps: the address works.`,
      };
    case 'nameless':
      return {
        words: 'Trusted, but its name is not found here.',
        tone: 'wrong',
        more:
          `This ${device} trusts your laptop, and does not find the name *${laptop.name}* on this network. A VPN, a ` +
          'guest Wi-Fi or a private DNS can be why: switch that off, and this page goes on by itself. The address ' +
          'works too, until the network gives your laptop another one.',
        link: { words: 'Go on by the address', href: `https://${location.host}/` },
      };
    case 'trusted':
      return {
        words: 'Your laptop is trusted.',
        tone: 'done',
        more: 'Mingle opens by itself.',
        link: { words: 'Open Mingle', href: laptop.page },
      };
    case 'gone':
      return {
        words: 'Your laptop does not answer.',
        tone: 'wrong',
        more: 'Is its lid open, is it on this Wi-Fi, and does it still show the code? This page keeps looking.',
      };
    case 'over':
      return {
        words: 'The time of the code is over.',
        tone: 'wrong',
        more:
          'On your laptop, have a new code shown, and load this page again. ' +
          `What this ${device} has installed stays.`,
      };
  }
}

/** Shows the sentence at the foot of the page, and what to do about it in `note`, if it is another one than before. */
export function showStanding(foot: HTMLElement, note: HTMLElement, sentence: Sentence): void {
  const { words: short, tone, more = '', link } = sentence;
  if (foot.dataset.words === `${short}${more}`) {
    return;
  }
  foot.dataset.words = `${short}${more}`;
  foot.dataset.tone = tone;
  foot.replaceChildren(
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    element('strong', {}, short),
    ...(more === '' ? [] : [element('a', { href: '#note' }, 'What now?')]),
  );
  note.replaceChildren(...(more === '' ? [] : [element('h2', {}, short), element('p', {}, ...words(more))]));
  if (link !== undefined) {
    note.append(element('p', {}, element('a', { href: link.href }, link.words)));
  }
}
