// README's picture of the page: a laptop and a phone side by side, one in each theme, put together by the browser.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withPage } from '../chromium.mjs';
import { themes } from './booth.mjs';
import { ana } from './journal.mjs';
import { repack } from './png.mjs';
import { tell } from './scenes/devices.mjs';

const line = ana.replace(/, ana@acme\.example.*/, '');
const most = 150_000;
const tall = 640;
const wide = 1024;
const narrow = 390;

/** Takes the pictures of one screen: a person on the laptop, a line being written on the phone. */
export async function pose(size, screen, people, poses) {
  const { page } = screen;
  await screen.go(size === 'wide' ? `#/person/${people['Zoë Łukasiewicz']}` : '#/');
  await screen.shows(size === 'wide' ? 'Together' : 'Waiting on');
  if (size === 'phone') {
    await screen.line.fill(line);
    await page.getByRole('list', { name: 'Understood' }).waitFor();
  }
  const before = page.viewportSize();
  await page.setViewportSize({ width: size === 'wide' ? wide : narrow, height: tall });
  const style = await page.addStyleTag({ content: '* { scrollbar-width: none !important }' });
  await tell(screen, { state: 'in-sync', except: 0 });
  await screen.says(/^Same on both/);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    const picture = await page.screenshot({ animations: 'disabled', scale: 'css' });
    poses[theme] = { ...poses[theme], [size]: `data:image/png;base64,${picture.toString('base64')}` };
  }
  await style.evaluate((element) => element.remove());
  await page.setViewportSize(before);
  await screen.line.fill('');
}

/** Puts the poses of each theme together, as `page-light.png` and `page-dark.png` in `docs`. */
export async function compose(poses, docs) {
  for (const theme of themes) {
    const file = path.join(docs, `page-${theme}.png`);
    const picture = await withPage('about:blank', async (page) => {
      await page.setViewportSize({ width: wide + narrow + 24, height: tall + 4 });
      await page.setContent(stage(poses[theme]));
      await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
      return repack(await page.screenshot({ omitBackground: true }));
    });
    if (picture.length > most) {
      throw new Error(`${file} would have ${picture.length} bytes; ${most} are allowed`);
    }
    await writeFile(file, picture);
    console.log(`        ${path.basename(file)}: ${picture.length} bytes`);
  }
}

// Not scaled: what is drawn to the pixel is small as a file.
function stage({ wide: laptop, phone }) {
  return `<!doctype html>
    <style>
      body { display: flex; justify-content: space-between; margin: 0; }
      img { border: 2px solid #857e99; border-radius: 18px; }
    </style>
    <img src="${laptop}" alt=""><img src="${phone}" alt="">`;
}
