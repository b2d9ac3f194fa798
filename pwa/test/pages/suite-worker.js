// Carries out one order: tells which promises there are, or lives one life of one of them.

import init, { breakOnPurpose, keepPromise, livesOf, openPlace, promiseNames } from '/worker/mingle_worker.js';

// A panic's message reaches the console before the trap does, which itself says only 'unreachable'.
const said = [];
console.error = (...words) => said.push(words.join(' '));

function list() {
  return { promises: promiseNames().map((name, index) => ({ name, index, lives: livesOf(index) })) };
}

async function carryOut(order) {
  await init();
  if (order.list) {
    return list();
  }
  if (order.breakOnPurpose) {
    breakOnPurpose();
    return { kept: true };
  }
  await openPlace(order.promise);
  keepPromise(order.promise, order.life);
  return { kept: true };
}

/** The panic's message without its stack, or else what was thrown. */
function reason(error) {
  const panic = said.at(-1)?.split('\n\nStack:')[0].trim();
  return panic ?? String(error?.message ?? error);
}

self.onunhandledrejection = (event) => postMessage({ broken: reason(event.reason) });
self.onmessage = async ({ data }) => {
  try {
    postMessage(await carryOut(data));
  } catch (error) {
    postMessage({ broken: reason(error) });
  }
};
