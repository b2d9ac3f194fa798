// Taking Mingle to a phone, on the side that shows the code.

import { news, opened, other, phone, stage } from '../stage.mjs';
import { quiet } from './daily.mjs';

const button = (screen, name) => screen.page.getByRole('button', { name });

/** How far phones are, in the order in which one gets there. */
const walk = {
  reading: [{ ...phone, step: 'reading' }],
  fetched: [{ ...phone, step: 'fetched' }],
  refused: [{ ...phone, step: 'refused' }],
  'refused-android': [{ ...phone, system: 'android', version: '', browser: 'chrome', step: 'refused' }],
  trusted: [{ ...phone, step: 'trusted' }],
  opened: [
    { ...phone, step: 'opened' },
    { ...phone, address: '192.168.1.77', system: 'android', version: '15', step: 'reading' },
  ],
};

async function ready(screen) {
  await stage(screen, 'takeBackPairing', { value: null });
  await stage(screen, 'pairing', { never: true });
  await stage(screen, 'openPairing', { value: opened() });
}

/** Has the view begin anew. */
async function anew(screen) {
  await screen.go('#/devices');
  await screen.shows('Your devices');
  await screen.go('#/add');
}

export async function adding(booth, screen) {
  await quiet(screen);
  await ready(screen);
  await screen.go('#/');
  await screen.shows('Going somewhere?');
  await screen.page.getByRole('main').focus();
  if (booth.size === 'wide') {
    await screen.shows('Take it to your phone');
    await screen.page.getByRole('complementary', { name: 'A phone' }).scrollIntoViewIfNeeded();
    await booth.show(screen, 'now-phone-card');
  }
  await screen.go('#/devices');
  await button(screen, 'Add a device').click();
  await screen.shows('4711-0815');
  await news(screen, {});
  await screen.shows('Open this address on your phone');
  await booth.show(screen, 'add-shown', { tall: true });
  for (const [name, phones] of Object.entries(walk)) {
    await news(screen, { phones });
    await screen.page.waitForFunction(
      (words) => document.querySelector('[aria-current=step]')?.textContent.includes(words),
      { reading: 'Load', fetched: 'Trust', refused: 'Not trusted', trusted: 'Open Mingle', opened: 'Type' }[
        name.replace(/-.*/, '')
      ],
    );
    await booth.show(screen, `add-${name}`, { tall: booth.size === 'phone' });
  }
  await screen.shows('2 devices have opened the address.');
  await news(screen, { state: 'wrong-code', from: '192.168.1.31', guesses_left: 1, phones: walk.opened });
  await screen.shows(/typed another code/);
  await booth.show(screen, 'add-wrong-code', { tall: booth.size === 'phone' });
  await news(screen, { state: 'came-to-nothing', other, reason: 'busy', phones: walk.opened });
  await screen.shows(/was not added/);
  await news(screen, { state: 'cut-off', other, phones: walk.opened });
  await screen.shows(/was cut off/);
  await booth.show(screen, 'add-cut-off');
  await news(screen, { state: 'joining', other, phones: walk.opened });
  await screen.shows(/has the code/);
  await booth.show(screen, 'add-joining');
  await screen.page.getByText('Is it really this laptop’s certificate?').click();
  await booth.show(screen, 'add-fingerprint', { tall: true });
  await news(screen, { state: 'joined', other: { ...other, brings_people: 3 }, phones: walk.opened });
  await screen.shows(/is one of yours now/);
  await booth.show(screen, 'add-joined');
}

/** Each end of a code, with the way on. */
export async function ended(booth, screen) {
  const closed = { guesses: /Three wrong codes/, time: /Ten minutes have passed/, 'taken-back': /was taken back/ };
  for (const [why, words] of Object.entries(closed)) {
    await anew(screen);
    await screen.shows('4711-0815');
    await news(screen, { state: 'closed', why, guesses_left: why === 'guesses' ? 0 : 3 });
    await screen.shows(words);
    await booth.show(screen, `add-closed-${why}`);
  }
  await button(screen, 'Show a new code').click();
  await screen.shows('4711-0815');
  await news(screen, { state: 'cut-off', other });
  await screen.shows(/was cut off/);
  await news(screen, { state: 'closed', why: 'time' });
  await screen.shows(/that completes it/);
  await booth.show(screen, 'add-unfinished');
  const hindered = {
    'already-open': { value: { opening: 'already-open', id: 6, expires_in_seconds: 341 } },
    'this-machine-alone': { value: opened({ phone: null, addresses: [] }) },
    'not-running': { problem: { code: 'not-running', message: 'Mingle does not answer on this laptop', hint: null } },
    'not-entered': { problem: { code: 'not-entered', message: 'not known', hint: null } },
    stranger: { problem: { code: 'stranger', message: 'not known', hint: null } },
  };
  for (const [name, answer] of Object.entries(hindered)) {
    await stage(screen, 'openPairing', answer);
    await anew(screen);
    await screen.page.getByRole('main').getByRole('alert').first().waitFor();
    await booth.show(screen, `add-${name}`);
  }
  await stage(screen, 'openPairing', { never: true });
  await anew(screen);
  await screen.shows('Making a code');
  await booth.show(screen, 'add-making');
  await stage(screen, 'openPairing', { value: opened() });
}
