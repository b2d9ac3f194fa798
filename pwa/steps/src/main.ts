// The steps by which a phone comes to trust the laptop. It asks nothing and keeps nothing; it looks every two seconds
// whether it is trusted by now, and goes on to Mingle then.

import '../../src/ui/tokens.css';
import '../../src/ui/base.css';
import './steps.css';
import { androidSteps } from './android';
import { appleSteps } from './apple';
import { element, paragraph } from './element';
import { askLaptop, type Laptop, look } from './laptop';
import { otherSteps } from './others';
import { type Platform, platformOf } from './platform';
import { type Standing, sentenceOf, showStanding } from './standing';
import { more, type Steps } from './step';

const every = 2000;

const platform = platformOf(navigator.userAgent, navigator.maxTouchPoints);
const main = document.querySelector<HTMLElement>('#steps');

if (main !== null) {
  void begin(main);
}

async function begin(place: HTMLElement): Promise<void> {
  try {
    const laptop = await askLaptop();
    show(place, laptop);
  } catch {
    place.replaceChildren(
      heading(),
      paragraph(
        '*Your laptop does not answer.* Is its lid open, is it on this Wi-Fi, and does it still show the code?',
      ),
    );
    const again = element('button', { type: 'button', class: 'download' }, 'Try again');
    again.addEventListener('click', () => location.reload());
    place.append(again);
  }
}

function show(place: HTMLElement, laptop: Laptop): void {
  const { parts, begins } = stepsOf(platform, laptop);
  const note = element('section', { id: 'note', 'aria-label': 'What now' });
  const isPhone = begins === 'now';
  place.replaceChildren(
    heading(),
    ...(isPhone ? lead(laptop) : []),
    note,
    ...parts,
    ...(begins === 'never' ? [] : [proof(laptop)]),
  );
  const start = () => {
    const foot = element('div', { class: 'standing', role: 'status' });
    place.after(foot);
    watch(laptop, (standing) => showStanding(foot, note, sentenceOf(standing, platform.device, laptop)));
  };
  if (isPhone) {
    start();
  } else if (begins !== 'never') {
    begins.addEventListener('toggle', start, { once: true });
  }
}

function heading(): HTMLElement {
  return element('h1', {}, `Take Mingle to this ${platform.device}`);
}

function lead({ expires_in_seconds }: Laptop): HTMLElement[] {
  const until = new Date(Date.now() + expires_in_seconds * 1000);
  const clock = until.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return [
    paragraph(`Four minutes, once. Your laptop waits until ${clock}.`, 'lead'),
    paragraph(
      `Your ${platform.device} will warn you, and it should. This certificate can vouch only for devices on a local ` +
        'network, never for a public site.',
    ),
  ];
}

function stepsOf(here: Platform, laptop: Laptop): Steps {
  if (here.system === 'ios') {
    return appleSteps(here, laptop);
  }
  return here.system === 'android' ? androidSteps(here, laptop) : otherSteps(here, laptop);
}

/** For whoever wants to be sure that it is their laptop's certificate and nobody else's. */
function proof({ fingerprint, tag }: Laptop): HTMLElement {
  const where: Record<string, string> = {
    ios: '*Settings › General › VPN & Device Management*, open the profile, *More Details*, and there the certificate.',
    android: 'The settings where you installed it, *Trusted credentials › User*, and there the certificate.',
  };
  return more(
    'Is it really my laptop’s?',
    paragraph(
      `The certificate is called *Mingle root ${tag}*. Compare its SHA-256 fingerprint, as this ${platform.device} ` +
        'itself shows it, with the one on your laptop’s screen:',
    ),
    element('p', { class: 'fingerprint' }, fingerprint),
    paragraph(`${where[platform.system] ?? 'The system’s own list of certificates shows it.'}`, 'quiet'),
  );
}

/** Looks, tells, and looks again; at once when somebody comes back to this page. Ends by going on. */
function watch(laptop: Laptop, tell: (standing: Standing) => void): void {
  const end = Date.now() + laptop.expires_in_seconds * 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  const again = async () => {
    clearTimeout(timer);
    if (isLooking) {
      return;
    }
    isLooking = true;
    const found = await look(laptop);
    isLooking = false;
    tell(found === 'gone' && Date.now() > end ? 'over' : found);
    if (found === 'trusted' && document.visibilityState === 'visible') {
      location.replace(laptop.page);
    } else {
      timer = setTimeout(again, every);
    }
  };
  tell('looking');
  void again();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      void again();
    }
  });
}
