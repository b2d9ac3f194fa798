// Laptops, and what is not known: in short, as a laptop has a better way.

import { element, paragraph } from './element';
import type { Laptop } from './laptop';
import type { Platform } from './platform';
import { before, loadCertificate, more, type Steps, step, stepsList, way } from './step';

export function otherSteps(platform: Platform, laptop: Laptop): Steps {
  const inBrowser = more(
    'It shall have Mingle in its browser alone',
    stepsList(
      step('Load the certificate', loadCertificate(laptop)),
      step(
        'Have this device trust it',
        ...trusting(platform, laptop.tag),
        paragraph('Firefox has a list of its own: search for *certificates* in its settings, *Import*, for websites.'),
      ),
      step('Come back here', paragraph('This page sees it and opens Mingle by itself. There, type the code.')),
    ),
  );
  const ifLaptop = before(
    'Is this a laptop?',
    paragraph('Then it needs no certificate. Install Mingle on it, and run in a terminal:'),
    element('p', { class: 'address' }, 'mingle join'),
    paragraph('It asks for the code that the other one shows.'),
  );
  return { parts: [ifLaptop, inBrowser], begins: inBrowser };
}

function trusting({ system }: Platform, tag: string): HTMLElement[] {
  if (system === 'mac') {
    return [
      paragraph(`Open the file: Keychain Access takes it. There, open *Mingle root ${tag}* and choose:`),
      way('Trust', 'When using this certificate', 'Always Trust'),
    ];
  }
  if (system === 'windows') {
    return [
      paragraph('Open the file, and choose:'),
      way('Install Certificate', 'Current User', 'Place all certificates in', 'Trusted Root Certification Authorities'),
    ];
  }
  return [
    paragraph('In Chrome or Chromium:'),
    way('Settings', 'Privacy and security', 'Security', 'Manage certificates', 'Installed by you', 'Import'),
  ];
}
