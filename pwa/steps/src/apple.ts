// The steps on an iPhone or iPad: a profile by Safari, and a switch that it does not have by itself.

import { element, paragraph } from './element';
import type { Laptop } from './laptop';
import { picture, shareSign } from './picture';
import type { Platform } from './platform';
import { before, firstOf, loadProfile, more, type Steps, step, stepsList } from './step';

/** The first that has all that Mingle's page needs (Ed25519 in WebCrypto). */
const oldest = 17;

export function appleSteps({ device, version, browser }: Platform, laptop: Laptop): Steps {
  if (version > 0 && version < oldest) {
    return firstOf(
      before(
        `This ${device} needs an update first`,
        paragraph(`Mingle needs iOS ${oldest} or newer; this one says that it has ${version}.`),
        paragraph('*Settings › General › Software Update*, then open this address again.'),
      ),
    );
  }
  if (browser !== 'safari') {
    return firstOf(
      before(
        'Open this address in Safari',
        paragraph(`On an ${device} only Safari can take the file that comes next. Open Safari there, and type:`),
        element('p', { class: 'address' }, location.origin),
      ),
    );
  }
  return { parts: [stepsList(fetchProfile(laptop), installProfile(device), switchOn(laptop), goOn())], begins: 'now' };
}

function fetchProfile(laptop: Laptop): HTMLLIElement {
  return step(
    'Load the profile',
    loadProfile(laptop),
    paragraph('Safari asks whether that is allowed: tap *Allow*, then *Close*.'),
  );
}

function installProfile(device: string): HTMLLIElement {
  return step(
    'Install it',
    paragraph('Open *Settings*. Near its top stands *Profile Downloaded*: tap it, then *Install*.'),
    picture('Settings', [
      { words: 'Your name', end: 'more' },
      { words: 'Profile Downloaded', tap: true, end: 'more' },
      { words: 'General', end: 'more' },
    ]),
    paragraph(`It asks for the code of this ${device}, and for *Install* twice more.`),
    paragraph(
      'Within eight minutes: a profile that is not installed by then is deleted. Then load it again, above.',
      'quiet',
    ),
    more(
      'It does not stand there',
      paragraph('Look below *Settings › General › VPN & Device Management*. If it is not there either, load it again.'),
    ),
  );
}

function switchOn({ tag }: Laptop): HTMLLIElement {
  return step(
    'Switch it on',
    paragraph(
      'In *Settings*: *General › About*, and there the last line, *Certificate Trust Settings*. ' +
        'Switch this one on, then *Continue*:',
    ),
    picture('Certificate Trust Settings', [{ words: `Mingle root ${tag}`, tap: true, end: 'on' }]),
    paragraph('Installed alone it does nothing: this switch is what counts.', 'quiet'),
  );
}

function goOn(): HTMLLIElement {
  return step(
    'Come back here',
    paragraph('This page sees the switch and opens Mingle by itself.'),
    element('p', {}, 'There: ', shareSign(), element('strong', {}, ' Share › Add to Home Screen'), '.'),
    paragraph('Open Mingle from its icon and type the code that your laptop shows. The icon has a storage of its own.'),
  );
}
