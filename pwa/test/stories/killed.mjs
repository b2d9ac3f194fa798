// A tab that is killed while one writes: nothing typed more than a second before is lost, nothing is doubled.

import { setTimeout as pause } from 'node:timers/promises';
import { chance, seed } from '../chance.mjs';
import { eventually } from '../eventually.mjs';
import { atHome, onceEach } from '../home.mjs';
import { someone } from '../people.mjs';

const tabs = 50;
const browsers = 5;
/** What was typed longer ago than this is never lost. */
const kept = 1000;

/** One who writes down people, at a person's pace, into a page that may be gone at any moment. */
class Writer {
  #luck;
  #crowd = [];
  #pauses = { least: 15, most: 60 };
  /** The line that is being written, and how much of it the field had at which time. */
  #now;
  /** The line that was saved last, which a kill right after may bring back into the field. */
  #last;
  #waiting = [];
  #pressed = () => {};
  /** Everybody whose line was saved. */
  saved = [];

  constructor(luck) {
    this.#luck = luck;
    this.#next();
  }

  /** Looks at what a new page has, and judges it by what was typed until `killed`. */
  async takeUp(screen, killed) {
    const { typed, savedAt } = this.#now;
    const least = before(typed, killed);
    const most = typed.at(-1)?.has ?? '';
    const mayBeGone = savedAt !== undefined;
    const mayStand = savedAt === undefined || savedAt > killed - kept;
    const has = await eventually(`what was typed is there (at least '${least}', at most '${most}')`, 5000, async () => {
      if (!(await screen.isRestored())) {
        throw new Error('the field is not restored');
      }
      const written = await screen.written();
      if (this.#isBack(written, killed)) {
        return { written };
      }
      const stands = mayStand && written.startsWith(least) && most.startsWith(written);
      if (!stands && !(mayBeGone && written === '')) {
        throw new Error(`the field has '${written}'`);
      }
      return { written };
    });
    if (this.#isBack(has.written, killed)) {
      this.#waiting.push({ ...this.#now, typed: [], savedAt: undefined });
      this.saved.pop();
      this.#now = { ...this.#last, typed: [{ at: killed - kept, has: has.written }], savedAt: undefined };
    } else if (mayBeGone && has.written === '') {
      this.#next();
    } else {
      this.#now = { ...this.#now, savedAt: undefined, typed: [{ at: killed - kept, has: has.written }] };
    }
  }

  /** Resolves as a line is being saved the next time. */
  nextSave() {
    return new Promise((resolve) => {
      this.#pressed = resolve;
    });
  }

  /** Writes and saves until the page is gone. */
  async write(screen) {
    for (;;) {
      const { text, typed } = this.#now;
      await screen.line.focus();
      await screen.line.press('End');
      for (const sign of [...text.slice(typed.at(-1)?.has.length ?? 0)]) {
        const has = (typed.at(-1)?.has ?? '') + sign;
        typed.push({ at: performance.now(), has });
        await screen.page.keyboard.insertText(sign);
        typed.at(-1).at = performance.now();
        await pause(this.#luck.between(this.#pauses.least, this.#pauses.most));
      }
      this.#now.savedAt = performance.now();
      this.#pressed();
      await this.#save(screen);
      this.#now.savedAt = performance.now();
      await screen.has('');
      await pause(this.#luck.between(0, 300));
      this.#next();
    }
  }

  /** Finishes the line that is being written, in a page that lives on. */
  async finish(screen) {
    const { text, typed } = this.#now;
    await screen.line.focus();
    await screen.line.press('End');
    await screen.page.keyboard.insertText(text.slice(typed.at(-1)?.has.length ?? 0));
    await this.#save(screen);
    await screen.has('');
    this.#next();
  }

  /** Whether this is the line that was saved so shortly before that the page may not have come to it. */
  #isBack(written, killed) {
    const { typed, savedAt, text } = this.#last ?? { savedAt: 0 };
    return (
      savedAt > killed - kept && written !== '' && written.startsWith(before(typed, killed)) && text.startsWith(written)
    );
  }

  async #save(screen) {
    await (this.#luck.between(0, 2) < 1 ? screen.save.tap() : screen.line.press('Enter'));
  }

  #next() {
    if (this.#now !== undefined) {
      this.saved.push(this.#now.name);
    }
    this.#last = this.#now;
    this.#now = this.#waiting.pop() ?? { ...someone(this.#luck, this.#crowd), typed: [], savedAt: undefined };
  }
}

/** What had been typed a second before the kill. */
function before(typed, killed) {
  return typed.filter(({ at }) => at <= killed - kept).at(-1)?.has ?? '';
}

/** Kills `times` times what `kill` kills, at moments of chance, while a person writes. */
async function killed(world, times, kill) {
  const number = seed();
  console.log(`        MINGLE_SEED=${number}`);
  const luck = chance(number);
  const writer = new Writer(chance(number + 1));
  const { ana, phone, screen: first, origin } = await atHome(world);
  let screen = first;
  for (let time = 0; time < times; time += 1) {
    const aim = luck.between(0, 3) < 1 ? writer.nextSave().then(() => luck.between(0, 300)) : luck.between(50, 1500);
    const writing = writer.write(screen);
    await Promise.race([writing, Promise.resolve(aim).then(pause)]);
    const at = performance.now();
    await kill(phone);
    await writing.catch(() => {});
    screen = await phone.open(origin);
    await writer.takeUp(screen, at);
  }
  await writer.finish(screen);
  await screen.says(/^Same on both/, 60_000);
  await onceEach(ana, writer.saved);
  console.log(`        ${times} kills, ${writer.saved.length} people`);
}

export const stories = [
  {
    name: `a tab killed at ${tabs} moments loses nothing typed a second before, and doubles nothing`,
    tell: (world) => killed(world, tabs, (phone) => phone.killPage()),
    patience: 360_000,
  },
  {
    name: `a browser killed at ${browsers} moments loses nothing typed a second before, and doubles nothing`,
    tell: (world) =>
      killed(world, browsers, async (phone) => {
        await phone.kill();
        await phone.start();
      }),
  },
];
