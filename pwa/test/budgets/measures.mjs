// What is measured: each returns the milliseconds of one time.

import { setTimeout as pause } from 'node:timers/promises';

/** Between the keys of somebody in a hurry, in milliseconds. */
const often = 40;

/** From the navigation of a browser that has just started to the first letter typed into the field, painted. */
export async function coldTyping(life, url) {
  let typed = false;
  const opened = life.open(url);
  const typing = keepTyping(life, () => typed);
  await opened;
  const letter = await life.wait('typed');
  typed = true;
  await typing;
  return { field: await life.wait('field'), letter, taken: await life.wait('taken') };
}

/** Somebody in a hurry: types, key after key, until a letter is there. The field has the focus from its first moment. */
async function keepTyping(life, isThere) {
  const send = (type) => life.session.send('Input.dispatchKeyEvent', { type, key: 'z', text: 'z' }).catch(() => {});
  while (!isThere()) {
    send('keyDown');
    send('keyUp');
    await pause(often);
  }
}

/** From the navigation of a browser that has just started to what matters now. */
export async function coldNow(life, url) {
  await life.open(url);
  return life.wait('now');
}

/** Each letter of these words, from its key to what it finds, painted; and how long the worker was asked for. */
export async function searchKeys(life, words) {
  const { page } = life;
  await go(page, '#/people', 'people');
  await page.getByRole('searchbox').tap();
  const figures = [];
  for (let end = 1; end <= words.length; end += 1) {
    const measured = page.evaluate(async (typed) => {
      const { event, answered } = globalThis.budget;
      const answer = answered('find', ([asked]) => asked === typed);
      const start = await event('keydown');
      const { at, took } = await answer;
      return { key: at - start, took };
    }, words.slice(0, end).trim());
    await page.evaluate(() => undefined);
    await page.keyboard.press(words[end - 1]);
    figures.push({ letter: words.slice(0, end), ...(await measured) });
  }
  await page.getByRole('button', { name: 'Clear the search' }).tap();
  return figures;
}

/** From the finger that leaves Save to the replica's word that it is written. `hand`: whose taps are counted. */
export async function save(life, text, name, hand = { tap: (what) => what.tap() }) {
  const { page } = life;
  const understood = page.evaluate(
    (typed) => globalThis.budget.answered('preview', ([asked]) => asked === typed),
    text,
  );
  await page.locator('#line').fill(text);
  await understood;
  const measured = page.evaluate(async (who) => {
    const { event, when, answers } = globalThis.budget;
    const before = answers.length;
    const written = when(() => {
      const bar = document.querySelector('.bar');
      return bar.textContent.includes(who) && /Undo/.test(bar.textContent);
    });
    const start = await event('pointerup');
    const end = await written;
    return { tap: end - start, took: answers.slice(before).find(({ name: asked }) => asked === 'log')?.took };
  }, name);
  await hand.tap(page.getByRole('button', { name: /^Save/ }));
  return measured;
}

/** From the change of the address to the view's content, painted. */
export function go(page, hash, view, word) {
  return page.evaluate(
    async ([to, what, about]) => {
      const start = performance.now();
      location.hash = to;
      return (await globalThis.budget.when(() => globalThis.budget.useful[what](about))) - start;
    },
    [hash, view, word],
  );
}

/** From a scroll to the middle of everybody to the rows there, painted. */
export function middle(page) {
  return page.evaluate(async () => {
    const start = performance.now();
    scrollTo(0, document.documentElement.scrollHeight / 2);
    return (await globalThis.budget.when(globalThis.budget.useful.middle)) - start;
  });
}
