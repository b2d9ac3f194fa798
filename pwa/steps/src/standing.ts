// What stands at the foot of the page: how far this phone is, in a sentence.

import { element, words } from './element';
import type { Finding, Laptop } from './laptop';

export type Standing = Finding | 'looking' | 'over';

export interface Sentence {
  words: string;
  tone: 'busy' | 'done' | 'wrong';
  /** Where else one can go. */
  link?: { words: string; href: string };
}

/** What is said of a standing. */
export function sentenceOf(standing: Standing, device: string, laptop: Laptop): Sentence {
  switch (standing) {
    case 'looking':
      return { words: 'Looking for your laptop…', tone: 'busy' };
    case 'untrusted':
      return {
        words: `*This ${device} does not trust your laptop yet.* Once it does, this page goes on by itself.`,
        tone: 'busy',
      };
    case 'untrusted-nameless':
      return {
        words:
          `*This ${device} does not trust your laptop yet*, and does not find the name ${laptop.name} on this network. ` +
          'Go on with the steps: the address works.',
        tone: 'busy',
      };
    case 'nameless':
      return {
        words:
          `*Your laptop is trusted.* But this ${device} does not find the name ${laptop.name} on this network: ` +
          'a VPN, a guest Wi-Fi or a private DNS can be why. Switch that off, and this page goes on by itself. ' +
          'Its address works too, until the network gives it another one.',
        tone: 'wrong',
        link: { words: 'Go on by the address', href: `https://${location.host}/` },
      };
    case 'trusted':
      return {
        words: '*Your laptop is trusted.* Opening Mingle…',
        tone: 'done',
        link: { words: 'Open Mingle', href: laptop.page },
      };
    case 'gone':
      return {
        words:
          '*Your laptop does not answer.* Is its lid open, is it on this Wi-Fi, and does it still show the code? ' +
          'This page keeps looking.',
        tone: 'wrong',
      };
    case 'over':
      return {
        words:
          '*The code’s time is over.* On your laptop, have a new one shown, and load this page again. ' +
          `What this ${device} has installed stays.`,
        tone: 'wrong',
      };
  }
}

/** Shows the sentence in `place`, if it is another one than what stands there. */
export function showStanding(place: HTMLElement, sentence: Sentence): void {
  if (place.dataset.words === sentence.words) {
    return;
  }
  place.dataset.words = sentence.words;
  place.dataset.tone = sentence.tone;
  const { link } = sentence;
  place.replaceChildren(
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    element(
      'p',
      {},
      ...words(sentence.words),
      ...(link === undefined ? [] : [' ', element('a', { href: link.href }, link.words)]),
    ),
  );
}
