// The steps on Android: a certificate that its owner installs by hand, in settings that each maker names otherwise.

import { element, paragraph } from './element';
import type { Laptop } from './laptop';
import { picture } from './picture';
import type { Platform } from './platform';
import { before, firstOf, loadCertificate, more, type Steps, step, stepsList, way } from './step';

/** The first Chromium that has all that Mingle's page needs (Ed25519 in WebCrypto). */
const oldest = 137;

interface Way {
  who: string;
  /** Whether it is this phone's, as far as it says. */
  fits: (platform: Platform) => boolean;
  places: string[];
}

const inside = ['Encryption & credentials', 'Install a certificate', 'CA certificate'];
const isSamsung = ({ browser }: Platform) => browser === 'samsung';
const between = (from: number, to: number) => (platform: Platform) =>
  !isSamsung(platform) && platform.version >= from && platform.version <= to;

/** The newest first: where a phone does not tell its version, the first one is shown. */
const ways: Way[] = [
  {
    who: 'Android 14 to 16',
    fits: between(14, 99),
    places: ['Settings', 'Security & privacy', 'More security & privacy', ...inside],
  },
  { who: 'Android 13', fits: between(13, 13), places: ['Settings', 'Security', 'More security settings', ...inside] },
  { who: 'Android 12', fits: between(12, 12), places: ['Settings', 'Security', 'Advanced settings', ...inside] },
  { who: 'Android 11', fits: between(11, 11), places: ['Settings', 'Security', ...inside] },
  {
    who: 'Samsung, Android 13 and newer',
    fits: (platform) => isSamsung(platform) && (platform.version === 0 || platform.version >= 13),
    places: [
      'Settings',
      'Security and privacy',
      'More security settings',
      'Install from device storage',
      'CA certificate',
    ],
  },
  {
    who: 'Samsung, Android 11 and 12',
    fits: (platform) => isSamsung(platform) && platform.version > 0 && platform.version < 13,
    places: [
      'Settings',
      'Biometrics and security',
      'Other security settings',
      'Install from device storage',
      'CA certificate',
    ],
  },
];

export function androidSteps(platform: Platform, laptop: Laptop): Steps {
  if (platform.browser === 'firefox') {
    return firstOf(
      before(
        'Open this address in Chrome',
        paragraph(
          'Firefox on Android takes no notice of certificates that you add, so Mingle cannot open in it. Chrome, ' +
            'Samsung Internet, Edge and Brave do. Open one of them, and type:',
        ),
        element('p', { class: 'address' }, location.origin),
      ),
    );
  }
  if (platform.browserVersion > 0 && platform.browserVersion < oldest) {
    return firstOf(
      before(
        'Update this browser first',
        paragraph(
          `Mingle needs version ${oldest} or newer; this one says that it is ${platform.browserVersion}. ` +
            'Update it in the Play Store, then open this address again.',
        ),
      ),
    );
  }
  return { parts: [stepsList(fetchFile(laptop), installFile(platform, laptop), goOn())], begins: 'now' };
}

function fetchFile(laptop: Laptop): HTMLLIElement {
  return step(
    'Load the certificate',
    loadCertificate(laptop),
    paragraph(
      'If your browser calls it a file that could do harm: *Keep*. Do not open it: it goes in by the settings.',
    ),
  );
}

function installFile(platform: Platform, { tag }: Laptop): HTMLLIElement {
  const own = ways.find(({ fits }) => fits(platform)) ?? ways[0];
  const others = ways.filter((one) => one !== own);
  return step(
    'Install it in the settings',
    paragraph('Open *Settings* and search there for *CA certificate*. Or go the whole way:'),
    way(...(own?.places ?? [])),
    picture('Install a certificate', [
      { words: 'CA certificate', tap: true },
      { words: 'VPN & app user certificate' },
      { words: 'Wi-Fi certificate' },
    ]),
    paragraph(
      'It warns you: *Install anyway*. It asks for the phone’s PIN or finger; without a screen lock it wants one first. ' +
        'Then choose *mingle.crt* among the downloads.',
    ),
    paragraph('It will say your network may be monitored. It says that for every certificate you add.'),
    more(
      'It is called otherwise on my phone',
      ...others.flatMap(({ who, places }) => [element('h3', {}, who), way(...places)]),
      element('h3', {}, 'Any other'),
      paragraph(
        'The words *CA certificate* stand in all of them: search for them, or for *certificate*, in the settings. ' +
          `Afterwards it is listed as Mingle root ${tag} below *Trusted credentials › User*.`,
      ),
    ),
  );
}

function goOn(): HTMLLIElement {
  return step(
    'Come back here',
    paragraph('This page sees it and opens Mingle by itself. There, type the code that your laptop shows.'),
    paragraph('From the browser’s menu, *Add to Home screen* gives it an icon.', 'quiet'),
  );
}
