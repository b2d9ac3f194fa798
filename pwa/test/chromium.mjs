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

/** Opens `url` in a new Chromium, does `work` with the page, and leaves nothing behind; returns what `work` does. */
export async function withPage(url, work) {
  const home = await mkdtemp(path.join(tmpdir(), 'mingle-chromium-'));
  const browser = await chromium.launchPersistentContext(path.join(home, 'profile'), {
    executablePath: process.env.MINGLE_CHROMIUM ?? '/usr/bin/chromium',
    ignoreDefaultArgs: true,
    args: [...flags, '--remote-debugging-pipe', `--user-data-dir=${path.join(home, 'profile')}`, 'about:blank'],
    env: { ...process.env, HOME: home },
  });
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
