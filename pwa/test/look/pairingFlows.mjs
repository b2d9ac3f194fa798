// Adding devices, by keys: on the side that shows the code, and on the side where it is typed.

import { calls, connection, news, opened, other, ourSpoken, phone, spoken, stage } from './stage.mjs';

export const pairing = {
  'to add a phone, to go away, and to come back to it': async (keys, { screen }) => {
    await stage(screen, 'takeBackPairing', { value: null });
    await stage(screen, 'pairing', { never: true });
    await stage(screen, 'openPairing', { value: opened() });
    await keys.press('d');
    await screen.shows('Your devices');
    await keys.to(/^Add a device/);
    await keys.press('Enter');
    await screen.shows('4711-0815');
    await keys.isOn(/^the view/);
    await keys.to(/^Copy the address/);
    await keys.press('Enter');
    await keys.to(/^It does not open/);
    await keys.press('Enter');
    await screen.shows('http://10.42.0.1:7979/');
    await keys.press('g');
    await screen.shows('Going somewhere?');
    const made = await calls(screen);
    if (JSON.stringify(made.at(-1)) !== '["takeBackPairing",7]') {
      throw new Error(`the code was not taken back: ${JSON.stringify(made)}`);
    }
    await screen.page.goBack();
    await screen.shows('4711-0815');
    await keys.to(/^Copy the address/);
    await news(screen, { state: 'closed', why: 'guesses', guesses_left: 0 });
    await screen.shows(/Three wrong codes/);
    await keys.look('it was closed');
    await keys.to(/^Show a new code/);
    await keys.press('Enter');
    await screen.shows('4711-0815');
    await keys.look('a new one');
    await news(screen, { state: 'joined', other, phones: [{ ...phone, step: 'opened' }] });
    await screen.shows(/is one of yours now/);
    await keys.look('it joined');
    await keys.to(/^Done/);
    await keys.press('Enter');
    await screen.shows('Going somewhere?');
    if ((await calls(screen)).at(-1)[0] !== 'pairing') {
      throw new Error('a code that was used is not one to take back');
    }
  },
  'to put away the card about a phone': async (keys, { screen, isWide }) => {
    const card = screen.page.getByRole('complementary', { name: 'A phone' });
    if (!isWide) {
      // A phone needs none.
      if (await card.isVisible()) {
        throw new Error('a phone is asked to take it to a phone');
      }
      return;
    }
    await card.waitFor();
    await keys.to(/^Not now/);
    await keys.press('Enter');
    await card.waitFor({ state: 'hidden' });
    await keys.isOn(/^the view/);
  },
  'to type the code of another device': async (keys, { screen }) => {
    await keys.press('g');
    await connection(screen, { state: 'alone' });
    await screen.page.getByRole('textbox', { name: 'The code' }).waitFor();
    await stage(screen, 'joinByCode', {
      problem: { code: 'wrong-code', message: 'no', hint: 'Two more tries are left.' },
    });
    await keys.to(/^The code/);
    await keys.type('47110815');
    const field = screen.page.getByRole('textbox', { name: 'The code' });
    if ((await field.inputValue()) !== '4711-0815') {
      throw new Error(`it shows ${await field.inputValue()}`);
    }
    await keys.press('Enter');
    await screen.shows('Two more tries are left.');
    await keys.isOn(/^The code/);
    const value = { device: `${'k'.repeat(51)}g`, name: 'Anchor', spoken, ourSpoken, devices: 1, known: false };
    await stage(screen, 'joinByCode', { value });
    await keys.type('4711 0816');
    await keys.to(/^Pair/);
    await keys.press('Enter');
    await screen.shows('Paired with Anchor');
    await keys.isOn(/^Paired with Anchor/);
    const typed = (await calls(screen)).filter(([name]) => name === 'joinByCode').map(([, code]) => code);
    if (typed.join() !== '4711-0815,4711-0816') {
      throw new Error(`the worker was given ${typed}`);
    }
    await keys.to(/^Done/);
    await keys.press('Enter');
    await keys.isOn(/^the view/);
    await connection(screen, undefined);
  },
};
