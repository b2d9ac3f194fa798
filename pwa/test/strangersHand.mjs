// What somebody does with a phone that was handed to them, and all that anybody gets to know from it.

import { setTimeout as pause } from 'node:timers/promises';

export const mine = 'This phone is mine';
export const nameLabel = 'Your name, as you spell it';
export const wayLabel = 'One way to reach you';
const titles = ['Mingle', 'Type your name · Mingle'];

export const button = ({ page }, name) => page.getByRole('button', { name });

/** What anybody gets to know of a window: its elements, fields, title and address, and what a screen reader is told. */
async function told({ page }) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const seen = await page.evaluate(() => ({
    elements: document.documentElement.outerHTML,
    title: document.title,
    fields: [...document.querySelectorAll('input, textarea')].map(({ value }) => value),
    state: JSON.stringify(history.state),
    parts: document.querySelectorAll('nav, aside, dialog, a, #line, [role=status]').length,
    address: location.href,
  }));
  return {
    ...seen,
    read: nodes.map(({ name, value, description }) => [name?.value, value?.value, description?.value]),
  };
}

/** Sees that nothing of the journal is anywhere in a window, and that its way back is there. */
export async function showsNothing(screen, { secrets }, where) {
  await button(screen, mine).waitFor({ timeout: 8000 });
  await screen.page.waitForFunction(() => location.hash === '#/cards', undefined, { timeout: 5000 });
  const all = await told(screen);
  const words = JSON.stringify(all);
  const found = secrets.filter((secret) => words.includes(secret));
  if (found.length > 0 || all.parts > 0 || !titles.includes(all.title)) {
    throw new Error(
      `${where}: ${found.join()} in a window called '${all.title}' with ${all.parts} parts of the journal`,
    );
  }
}

/** Presses Tab until it has gone round, and the keys that press a button; returns what had the focus. */
export async function goRound({ page }) {
  const names = [];
  // Enter leads from the first field to the second, and from Done back to a name that is wanted.
  for (const keys of [['Tab'], ['Tab', 'Enter', 'Space']]) {
    for (const key of Array.from({ length: 12 }, () => keys).flat()) {
      await page.keyboard.press(key);
      names.push(
        await page.evaluate(() => {
          const { labels, textContent } = document.activeElement;
          return document.activeElement === document.body ? '' : (labels?.[0] ?? { textContent }).textContent.trim();
        }),
      );
    }
  }
  return [...new Set(names.filter((name) => name !== ''))];
}

/** A finger, or a key, stays on the way back for so long. */
export async function holdFinger(screen, milliseconds) {
  const { page } = screen;
  const box = await button(screen, mine).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await pause(milliseconds);
  await page.mouse.up();
}

export async function holdKey(screen, milliseconds, then = () => {}) {
  const { page } = screen;
  await button(screen, mine).focus();
  await page.keyboard.down('Enter');
  await pause(milliseconds / 2);
  await then();
  await pause(milliseconds / 2);
  await page.keyboard.up('Enter');
}

/** Taps everywhere. */
export async function tapAll({ page }) {
  const { width, height } = page.viewportSize();
  for (let y = 20; y < height; y += 90) {
    for (let x = 20; x < width; x += 116) {
      await page.touchscreen.tap(x, y);
    }
  }
}

/** Every view of the page has an address. */
export function addresses(origin, id) {
  const views = [
    '',
    'people',
    'people/work',
    `person/${id}`,
    'event',
    'moves',
    'devices',
    'add',
    'cards/mine',
    'cards/shared',
  ];
  const hashes = views.map((view) => `${origin}/#/${view}`);
  return [...hashes, `${origin}/?x=1#/person/${id}`, `${origin}/index.html#/people`, `${origin}/anything`];
}

export async function type({ page }, name, way) {
  await page.getByLabel(nameLabel).fill(name);
  await page.getByLabel(wayLabel).fill(way);
}
