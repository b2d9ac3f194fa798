// How far a phone is that is being added, as the laptop sees it.

import type { PairingProgress, PhoneProgress, PhoneStep } from '../worker/control';

export interface Step {
  words: string;
  state: 'done' | 'now' | 'next';
  /** What is to be done, at the present one. */
  detail: string;
}

const order: PhoneStep[] = ['reading', 'fetched', 'refused', 'trusted', 'opened'];
const systems: Record<PhoneProgress['system'], string> = {
  ios: 'iPhone or iPad',
  android: 'Android phone',
  // An iPad calls itself a Mac.
  mac: 'Mac or iPad',
  windows: 'Windows PC',
  linux: 'Linux computer',
  other: 'device',
};

/** The phone that has come furthest; nothing while none has asked for the steps. */
export function furthest(phones: PhoneProgress[]): PhoneProgress | undefined {
  return [...phones].sort((one, other) => order.indexOf(other.step) - order.indexOf(one.step))[0];
}

/** `An Android phone`, `An iPhone or iPad with iOS 18.1`. */
export function phoneWords({ system, version }: PhoneProgress): string {
  const what = systems[system];
  const one = `${/^[AEIOi]/.test(what) ? 'An' : 'A'} ${what}`;
  // Chrome says of every Android that it is 10.
  const isTold = version !== '' && (system === 'ios' || (system === 'android' && version !== '10'));
  return isTold ? `${one} with ${system === 'ios' ? 'iOS' : 'Android'} ${version}` : one;
}

/** The steps from the address to the code, with the present one. */
export function mirrored(progress: PairingProgress): Step[] {
  const phone = furthest(progress.phones ?? []);
  const at = present(progress, phone);
  const isApple = phone?.system === 'ios';
  const steps = [
    {
      words: 'Open this address on your phone',
      done: phone === undefined ? '' : `${phoneWords(phone)} has opened it`,
      detail: 'Point its camera at the square, or type the address into its browser. Both on one Wi-Fi.',
    },
    {
      words: 'Load the certificate there',
      done: 'It has the certificate',
      detail: 'It is reading the steps.',
    },
    { words: 'Trust this laptop there', done: 'It trusts this laptop', detail: trusting(phone) },
    { words: 'Open Mingle there', done: 'It has opened Mingle', detail: 'The phone does that by itself now.' },
    {
      words: 'Type the code there',
      done: 'It has the code',
      detail: isApple
        ? 'Add Mingle to the Home Screen first (Share › Add to Home Screen), and open it there: its storage is its own.'
        : 'It stands on the phone’s first screen. Installed or not, both are one on this phone.',
    },
  ];
  return steps.map(({ words, done, detail }, index) => ({
    words: index < at ? done : words,
    state: index < at ? 'done' : index === at ? 'now' : 'next',
    detail: index === at ? detail : '',
  }));
}

function present({ state }: PairingProgress, phone: PhoneProgress | undefined): number {
  if (state === 'joining' || state === 'joined') {
    return 5;
  }
  return phone === undefined ? 0 : { reading: 1, fetched: 2, refused: 2, trusted: 3, opened: 4 }[phone.step];
}

/** That it refused this laptop does not tell whether the certificate is installed: on Apple's systems it can be, and be off. */
function trusting(phone: PhoneProgress | undefined): string {
  const isRefused = phone?.step === 'refused';
  switch (phone?.system) {
    case 'ios':
      return isRefused
        ? 'Not trusted yet. Settings › Profile Downloaded › Install. Installed, not switched on? ' +
            'Settings › General › About › Certificate Trust Settings.'
        : 'Install it: Settings › Profile Downloaded › Install. A profile that waits for eight minutes is deleted.';
    case 'android':
      return `${isRefused ? 'Not trusted yet. ' : ''}Settings, search for CA certificate, Install anyway, mingle.crt.`;
    default:
      return `${isRefused ? 'Not trusted yet. ' : ''}The steps on its screen say how.`;
  }
}
