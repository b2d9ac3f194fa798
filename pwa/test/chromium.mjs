// Starts the system's Chromium for a test: a fresh profile, a HOME of its own, and no talk with anyone.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts Chromium with a profile in the folder `home`, which is its HOME too. `within` are the words that begin its
 * command line, such as those that put it on a host of the lab; `more` are further flags; `look` is what
 * playwright-core makes of its pages (a screen, touch). It dies with this process.
 */
export function start(home, { within = [], more = [], look = {} } = {}) {
  const profile = path.join(home, 'profile');
  const program = process.env.MINGLE_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launchPersistentContext(profile, {
    // env finds the first of these words on the search path, which playwright does not.
    executablePath: '/usr/bin/env',
    ignoreDefaultArgs: true,
    args: [
      ...within,
      program,
      ...flags,
      ...more,
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    env: { ...process.env, HOME: home },
    handleSIGINT: false,
    ...look,
  });
}

/** Opens `url` in a new Chromium, does `work` with the page, and leaves nothing behind; returns what `work` does. */
export async function withPage(url, work) {
  const home = await mkdtemp(path.join(tmpdir(), 'mingle-chromium-'));
  const browser = await start(home);
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.log(`page: ${error.message}`));
    await page.goto(url);
    return await work(page);
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
