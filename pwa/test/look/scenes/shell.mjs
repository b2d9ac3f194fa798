// What belongs to no view: keys, a second window, no journal at all, large words, a phone on its side.

import { ana } from '../journal.mjs';

export async function keys(booth, screen) {
  await screen.go('#/');
  await screen.page.getByRole('main').focus();
  await screen.page.keyboard.press('?');
  await screen.shows('These keys');
  await booth.show(screen, 'keys');
  await screen.page.keyboard.press('Escape');
}

export async function secondWindow(booth) {
  const second = await booth.open();
  await second.shows('Mingle is open in another window');
  await booth.show(second, 'second-window');
  await second.page.close();
}

export async function noJournal(booth) {
  await booth.close();
  await booth.start(['--disable-blink-features=FileSystemAccessOriginPrivate']);
  const screen = await booth.open();
  await screen.shows('Mingle needs another window');
  await booth.show(screen, 'failed');
}

/** Words of twice the size, as a person may have set them. */
export async function large(booth, screen, people) {
  const { page } = screen;
  const style = await page.addStyleTag({ content: 'html { zoom: 2 }' });
  for (const [name, hash] of Object.entries({
    now: '#/',
    moves: '#/moves',
    people: '#/people',
    person: `#/person/${people['Zoë Łukasiewicz']}`,
    event: '#/event',
    devices: '#/devices',
    add: '#/add',
  })) {
    await screen.go(hash);
    await page.getByRole('main').getByRole('heading').first().waitFor({ state: 'attached' });
    await booth.show(screen, `large-${name}`);
  }
  await screen.line.fill(ana);
  await page.getByRole('list', { name: 'Understood' }).waitFor();
  await booth.show(screen, 'large-log');
  await screen.line.fill('');
  await style.evaluate((element) => element.remove());
}

export async function onItsSide(booth, screen) {
  const { page } = screen;
  await page.setViewportSize({ width: 844, height: 390 });
  await screen.go('#/');
  await screen.line.fill(ana);
  await page.getByRole('list', { name: 'Understood' }).waitFor();
  await booth.show(screen, 'side-log');
  await screen.line.fill('');
  await page.getByRole('heading', { level: 1 }).click();
  await booth.show(screen, 'side-now');
  await page.setViewportSize({ width: 390, height: 844 });
}
