// The phone that is measured: it got its journal by a first sync, and keeps the page offline.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../eventually.mjs';
import { keepsTheRest } from '../home.mjs';
import { Screen } from '../screen.mjs';
import { Life } from './life.mjs';

const run = promisify(execFile);
const syncs = 15 * 60_000;
function program(name) {
  const file = process.env[name];
  if (file === undefined) {
    throw new Error(`${name} names a program that was built: cargo xtask bench page`);
  }
  return file;
}

/**
 * A profile in `home` whose journal came from a laptop; the laptop is gone when this returns. With where its page is,
 * what is in the journal, and how many milliseconds the sync took.
 */
export async function filled(home, folder) {
  const data = path.join(folder, 'laptop');
  await mkdir(data, { mode: 0o700 });
  await mkdir(home);
  const journal = JSON.parse((await run(program('MINGLE_BENCH'), ['phone', path.join(data, 'journal.db')])).stdout);
  const laptop = await up(data);
  try {
    const link = JSON.parse((await mingle(data, ['open', '--print'])).stdout).url;
    const life = await Life.begin(home, { slow: 1, offline: false });
    try {
      const firstSync = await sync(life, link, journal);
      return { home, journal, firstSync, url: `${new URL(link).origin}/` };
    } finally {
      await life.end();
    }
  } finally {
    await laptop.end();
  }
}

/** From the navigation to the page's word that both have the same; then until all of the page is kept. */
async function sync(life, link, journal) {
  const start = performance.now();
  await life.open(link);
  await new Screen(life.page).says(/^Same on both/, syncs);
  const took = performance.now() - start;
  await life.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    await globalThis.budget.when(globalThis.budget.useful.now);
  });
  await keepsTheRest(life);
  console.error(`${journal.people} people, ${journal.interactions} times together: ${(took / 1000).toFixed(0)} s`);
  return took;
}

function mingle(data, words) {
  return run(program('MINGLE_BIN'), ['--data-dir', data, '--json', ...words]);
}

async function up(data) {
  const words = ['--data-dir', data, 'up', '--port', '0', '--only-here'];
  const daemon = spawn(program('MINGLE_BIN'), words, { stdio: ['ignore', 'ignore', 'inherit'] });
  await eventually('the daemon answers', 60_000, async () => {
    if (daemon.exitCode !== null) {
      throw new Error(`it ended with ${daemon.exitCode}`);
    }
    return JSON.parse((await mingle(data, ['status'])).stdout).listeners?.length > 0;
  });
  return {
    end: async () => {
      const ended = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      await ended;
    },
  };
}
