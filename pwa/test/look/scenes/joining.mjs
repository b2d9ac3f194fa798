// A page that belongs to nobody yet, and the code that changes that.

import { Booth } from '../booth.mjs';
import { notice, ourSpoken, spoken, stage } from '../stage.mjs';

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 ' +
  'Mobile/15E148 Safari/604.1';
/** Of an iPad: the words of a Mac. */
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';
const host = 'mingle-kestrel.local';
const button = (screen, name) => screen.page.getByRole('button', { name, exact: true });
const field = (screen) => screen.page.getByRole('textbox', { name: 'The code' });
const problem = (code, message, hint = null) => ({ problem: { code, message, hint } });

const failures = {
  'bad-code': problem('bad-code', 'this code is mistyped: its last digit does not fit the others'),
  'wrong-code': problem('wrong-code', 'this is not the code', 'Two more tries are left.'),
  'no-code-shown': problem('no-code-shown', 'no code is shown'),
  busy: problem('busy', 'another device is being paired'),
  'cut-off': problem('cut-off', 'the connection broke'),
  unreachable: problem('unreachable', 'nobody answers'),
};

/** On the laptop itself: a link that was used before, and the code of another device. */
export async function aloneHere(booth, screen) {
  await screen.go('#/');
  await screen.shows('This page is on its own yet');
  await booth.show(screen, 'join-here');
  await stage(screen, 'useLink', problem('link-ended', 'this link has been used'));
  await screen.go(`#open=${'0f'.repeat(32)}`);
  await screen.shows('This link was used before, or is older than two minutes.');
  await booth.show(screen, 'join-link-ended');
  await screen.go('#/devices');
  await screen.shows('Your devices');
}

/** On a phone, by its own origin: from the first visit to both names. */
export async function onPhone(origin, pictures) {
  const booth = await phoneBooth(origin, pictures);
  try {
    const screen = await booth.open();
    await screen.shows('Make this phone one of yours');
    await booth.show(screen, 'join-phone');
    for (const [name, answer] of Object.entries(failures)) {
      await stage(screen, 'joinByCode', answer);
      await field(screen).fill('47110815');
      await button(screen, 'Pair').click();
      await screen.page.getByRole('main').getByRole('alert').getByText(/\w/).first().waitFor();
      await booth.show(screen, `join-${name}`);
    }
    await stage(screen, 'joinByCode', { never: true });
    await button(screen, 'Pair').click();
    await screen.shows('Calling your other device');
    await notice(screen, { notice: 'joining', step: 'proving' });
    await screen.shows('Comparing the code');
    await booth.show(screen, 'join-proving');
    await screen.page.reload();
    await screen.shows('Make this phone one of yours');
    await stage(screen, 'joinByCode', {
      value: { device: `${'k'.repeat(51)}g`, name: 'Anchor', spoken, ourSpoken, devices: 1, known: false },
    });
    await field(screen).fill('4711 0815');
    await button(screen, 'Pair').click();
    await screen.shows('Paired with Anchor');
    await booth.show(screen, 'join-paired', { tall: true });
    await screen.go('#/devices');
    await screen.shows('Your devices');
    await booth.show(screen, 'join-devices');
    return await over(booth);
  } finally {
    await booth.end();
  }
}

/** On an iPhone the icon comes first. */
export async function onIphone(origin, pictures) {
  const booth = await phoneBooth(origin, pictures, { userAgent: iphone });
  try {
    const screen = await booth.open();
    await screen.shows('Add to Home Screen');
    await booth.show(screen, 'join-iphone');
    const style = await screen.page.addStyleTag({ content: 'html { zoom: 2 }' });
    await booth.show(screen, 'large-join-iphone');
    await style.evaluate((element) => element.remove());
    await button(screen, 'Go on in the browser').click();
    await field(screen).waitFor();
    await booth.show(screen, 'join-iphone-browser');
    return await over(booth);
  } finally {
    await booth.end();
  }
}

/** An iPad says that it is a Mac, in its worker too; a Mac's screen feels no fingers. */
export async function onIpad(origin, pictures) {
  const booths = [];
  for (const [fingers, name, kind, first] of [
    [5, 'Safari on iPad', 'phone', 'Add to Home Screen'],
    [0, 'Safari on Mac', 'browser', 'Make this browser one of yours'],
  ]) {
    const booth = await phoneBooth(origin, pictures, { userAgent: mac });
    booths.push(booth);
    try {
      await booth.context.addInitScript((many) => {
        Object.defineProperty(navigator, 'maxTouchPoints', { get: () => many });
      }, fingers);
      const screen = await booth.open();
      await screen.shows(first);
      const [own] = await screen.ask('devices');
      if (own.name !== name || own.kind !== kind) {
        booth.found.push(`a screen that feels ${fingers} fingers is filed as ${JSON.stringify(own)}`);
      }
      await booth.leave();
    } finally {
      await booth.end();
    }
  }
  return booths;
}

async function phoneBooth(origin, pictures, look = {}) {
  const here = new URL(origin);
  const booth = await Booth.create('phone', `http://${host}:${here.port}`, pictures, {
    look,
    names: { [host]: '127.0.0.1' },
  });
  await booth.start();
  return booth;
}

async function over(booth) {
  await booth.leave();
  return booth;
}
