// Makes a computer out of this one that is so many times slower: node test/slow.mjs GROUP TIMES stops and continues
// every process of a group, so that each thread of it runs one part in TIMES of the time. Ends when its input does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A slice of running in milliseconds: far below what a person sees, far above what a signal costs. */
const runs = 2;

/** Slows every process of the group down, `times` over; returns how to end that. */
export async function slowDown(group, times) {
  const slow = spawn(process.execPath, [fileURLToPath(import.meta.url), String(group), String(times)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  await once(slow.stdout, 'data');
  return async () => {
    slow.stdin.end();
    await once(slow, 'exit');
  };
}

/** Lets this session go before others where that is allowed: who comes late keeps no time. */
export async function first() {
  await writeFile('/proc/self/autogroup', '-20').catch(() => {});
}

/** Waits without giving the processor's time to anybody else's timers. */
function wait(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** True as long as there is somebody to be told. */
function tell(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

async function keepSlow(group, times) {
  await first();
  let asked = false;
  process.stdin.on('end', () => {
    asked = true;
  });
  process.stdin.resume();
  process.stdout.write('slow\n');
  let due = performance.now();
  for (let goesOn = true; goesOn && !asked; ) {
    goesOn = tell(group, 'SIGSTOP');
    due += runs * (times - 1);
    wait(Math.max(0, due - performance.now()));
    tell(group, 'SIGCONT');
    // What this program was late by is not taken from those who were to run.
    due = performance.now() + runs;
    wait(runs);
    // The input's end is heard between two slices.
    await new Promise((resolve) => setImmediate(resolve));
  }
  tell(group, 'SIGCONT');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await keepSlow(Number(process.argv[2]), Number(process.argv[3]));
}
