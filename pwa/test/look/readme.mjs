// README's picture of the page: a laptop and a phone side by side, one in each theme, put together by the browser.

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { withPage } from '../chromium.mjs';
import { themes } from './booth.mjs';
import { ana } from './journal.mjs';
import { tell } from './scenes/devices.mjs';

const line = ana.replace(/, ana@acme\.example.*/, '');
const most = 150_000;

/** Takes the pictures of one screen: a person on the laptop, a line being written on the phone. */
export async function pose(size, screen, people, poses) {
  const { page } = screen;
  await screen.go(size === 'wide' ? `#/person/${people['Zoë Łukasiewicz']}` : '#/');
  await screen.shows(size === 'wide' ? 'Together' : 'Waiting on');
  if (size === 'phone') {
    await screen.line.fill(line);
    await page.getByRole('list', { name: 'Understood' }).waitFor();
  } else {
    await page.setViewportSize({ width: 1120, height: 720 });
  }
  await tell(screen, { state: 'in-sync', except: 0 });
  await screen.says(/^Same on both/);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    const picture = await page.screenshot({ animations: 'disabled' });
    poses[theme] = { ...poses[theme], [size]: `data:image/png;base64,${picture.toString('base64')}` };
  }
  if (size === 'phone') {
    await screen.line.fill('');
  } else {
    await page.setViewportSize({ width: 1440, height: 900 });
  }
}

/** Puts the poses of each theme together, as `page-light.png` and `page-dark.png` in `docs`. */
export async function compose(poses, docs) {
  for (const theme of themes) {
    const { phone, wide } = poses[theme];
    const file = path.join(docs, `page-${theme}.png`);
    await withPage('about:blank', async (page) => {
      await page.setViewportSize({ width: 1280, height: 760 });
      await page.setContent(stage(phone, wide));
      await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
      await page.screenshot({ path: file, omitBackground: true });
    });
    const { size } = await stat(file);
    if (size > most) {
      throw new Error(`${file} has ${size} bytes; ${most} are allowed`);
    }
    console.log(`        ${path.basename(file)}: ${size} bytes`);
  }
}

function stage(phone, wide) {
  return `<!doctype html>
    <style>
      body { margin: 0; }
      img { position: absolute; border: 2px solid #857e99; }
      .wide { inset: 20px auto auto 4px; width: 1100px; border-radius: 16px; }
      .phone { inset: auto 4px 4px auto; width: 320px; border-width: 6px; border-color: #1e1b2e; border-radius: 36px;
        outline: 2px solid #857e99; }
    </style>
    <img class="wide" src="${wide}" alt=""><img class="phone" src="${phone}" alt="">`;
}
