// What a finger on the screen means to Save.

import { atHome, onceEach } from '../home.mjs';

/** A finger on Save, moved by so much, and lifted there. */
async function finger(phone, screen, { down = 0, scrolls = false } = {}) {
  const { x, y, width, height } = await screen.save.boundingBox();
  const at = { x: x + width / 2, y: y + height / 2 };
  const session = await phone.context.newCDPSession(screen.page);
  const touch = (type, points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await touch('touchStart', [at]);
  for (let step = 1; down !== 0 && step <= 5; step += 1) {
    await touch('touchMove', [{ x: at.x, y: at.y + (down * step) / 5 }]);
  }
  await touch(scrolls ? 'touchCancel' : 'touchEnd', []);
}

/** Lifted from Save it saves, once; what comes to stand under the finger then is not pressed by it. */
async function liftedSavesOnce(world) {
  const { ana, phone, screen } = await atHome(world);
  await screen.line.fill('Søren Ægidius @ Mølle, asked for a miller');
  await screen.save.waitFor();
  await finger(phone, screen);
  await screen.has('');
  await screen.shows('Undo');
  // Until the click of that finger would have come.
  await screen.page.waitForTimeout(600);
  await screen.shows('Undo');
  await onceEach(ana, ['Søren Ægidius']);
}

/** Whoever slides off Save, or is interrupted, has not saved; and can still. */
async function slidOffSavesNothing(world) {
  const { ana, phone, screen } = await atHome(world);
  const words = 'نادية حداد, knows a printer';
  await screen.line.fill(words);
  await screen.save.waitFor();
  await finger(phone, screen, { down: -200 });
  await screen.has(words);
  await finger(phone, screen, { scrolls: true });
  await screen.page.waitForTimeout(600);
  await screen.has(words);
  await screen.save.click();
  await screen.has('');
  await onceEach(ana, ['نادية حداد']);
}

export const stories = [
  { name: 'a finger that is lifted from Save saves once, and presses nothing else', tell: liftedSavesOnce },
  { name: 'a finger that slid off Save, or was interrupted, saves nothing', tell: slidOffSavesNothing },
];
