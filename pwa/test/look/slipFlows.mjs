// What happens by a slip, or where the browser says no: nothing is lost, and the page says how to go on.

import { writeDown } from './journal.mjs';

const button = ({ page }, name) => page.getByRole('button', { name });
const shut = ({ page }) => page.getByRole('dialog').waitFor({ state: 'hidden' });

/** A tap on what is dimmed behind a sheet. */
const tapOutside = ({ page }) => page.mouse.click(page.viewportSize().width / 2, 8);

/** Runs in the page: it may copy nothing, and has no share sheet. */
function refuseToCopy() {
  navigator.clipboard.writeText = () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));
  delete Navigator.prototype.share;
}

/** Fails unless the page says, in its own words, that this is to be copied by hand, and has it selected. */
async function isSelected(screen, words) {
  await screen.shows(/does not let Mingle copy this/);
  const selected = await screen.page.evaluate(() => getSelection().toString());
  if (!selected.includes(words) || (await screen.page.getByText('permission denied').count()) > 0) {
    throw new Error(`selected is '${selected}'`);
  }
}

export const slips = {
  'to keep what was typed into a sheet, whatever is tapped beside it': async (keys, { screen }) => {
    const { page } = screen;
    await screen.go('#/cards');
    await button(screen, 'Paste').click();
    await page.getByRole('dialog').waitFor();
    await tapOutside(screen);
    await shut(screen);
    await button(screen, 'Paste').click();
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.fill('tel:+4755501888');
    await tapOutside(screen);
    // Whatever the tap did is done once the page has answered.
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    if ((await field.count()) === 0 || (await field.inputValue()) !== 'tel:+4755501888') {
      throw new Error('a tap beside the sheet has thrown it away');
    }
    await field.focus();
    await keys.press('Escape');
    await shut(screen);
  },
  'to be led to Now by an address that nobody can read': async (keys, { booth, screen }) => {
    await screen.go('#/people/50%');
    await screen.shows('Going somewhere?');
    await screen.page.reload();
    await screen.shows('Going somewhere?');
    await screen.go('#/');
    await keys.page.getByRole('main').focus();
    if (booth.found.length > 0) {
      throw new Error(booth.found.join());
    }
  },
  'to be told what to do where the browser copies nothing': async (keys, { screen }) => {
    const { page } = screen;
    const { id } = await writeDown(screen, 'Clément Ferrière, tunes bells, collects storage jars');
    await page.evaluate(refuseToCopy);
    await screen.go(`#/person/${id}`);
    await button(screen, 'Say hello').click();
    await page.locator('.chips .chip').first().click();
    await keys.to(/^Copy it/);
    await page.keyboard.press('Enter');
    await isSelected(screen, 'Coffee on');
    await keys.to(/^Done/);
    await keys.press('Enter');
    await shut(screen);
    await screen.go('#/event');
    await page.getByLabel(/^Name/).fill('Bell fair');
    await screen.shows(/you can look for people who would enjoy it/);
    await page.getByLabel(/curious/).fill('Who tunes bells?');
    await button(screen, 'Who would enjoy this?').click();
    await button(screen, 'Invite Clément Ferrière').focus();
    await page.keyboard.press('Enter');
    await isSelected(screen, 'Bell fair');
    await page.getByLabel(/^Name/).fill('');
    await page.getByLabel(/curious/).fill('');
    await page.reload();
  },
};
