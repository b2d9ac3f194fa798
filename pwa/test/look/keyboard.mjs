// One who has a keyboard and nothing else, and who looks after each key where the focus is: it is never lost, can be
// seen, and is not below the bar.

const most = 80;
const around = '(around)';

export class Keyboard {
  constructor(page) {
    this.page = page;
    /** How many keys were pressed. */
    this.keys = 0;
  }

  /** Presses a key; returns what has the focus then. */
  async press(key) {
    await this.page.keyboard.press(key);
    this.keys += 1;
    return await this.look(key);
  }

  /** Types words into the field that has the focus. */
  async type(words) {
    await this.page.keyboard.type(words);
    this.keys += words.length;
    return await this.look('typing');
  }

  /** Presses Tab, or Shift+Tab, until what has the focus is called so. */
  async to(name, { back = false } = {}) {
    const passed = [];
    for (let tries = 0; tries < most; tries += 1) {
      const key = back ? 'Shift+Tab' : 'Tab';
      await this.page.keyboard.press(key);
      // After the last one comes the browser's own bar, and after that the first one.
      if (!passed.includes(around) && (await this.page.evaluate(() => document.activeElement === document.body))) {
        passed.push(around);
        continue;
      }
      this.keys += 1;
      const here = await this.look(key);
      if (name.test(here.name)) {
        return here;
      }
      passed.push(here.name);
    }
    throw new Error(`the keys do not lead to ${name}: they pass ${passed.join(' | ')}`);
  }

  /** Waits until the focus is on what is called so. */
  async isOn(name, patience = 5000) {
    await this.page
      .waitForFunction(
        ([source, flags]) => new RegExp(source, flags).test(globalThis.focusIsOn()),
        [name.source, name.flags],
        { timeout: patience },
      )
      .catch(async () => {
        throw new Error(`the focus is not on ${name} but on '${(await this.look('waiting')).name}'`);
      });
  }

  /** Where the focus is; fails if it is lost, cannot be seen, or is covered. */
  async look(after) {
    await this.page.evaluate(knowNames);
    let here = await this.page.evaluate(whereFocusIs);
    // What came just before a frame has the page make room in that frame: it is so where it stays so.
    for (let again = 0; again < 2 && here.wrong !== undefined; again += 1) {
      here = await this.page.evaluate(whereFocusIs);
    }
    if (here.wrong !== undefined) {
      throw new Error(`after ${after} (${this.page.url().replace(/^[^#]*/, '')}): ${here.wrong}`);
    }
    return here;
  }
}

/** Runs in the page: makes the name of what has the focus known there. */
function knowNames() {
  globalThis.focusIsOn ??= () => {
    const focused = document.activeElement;
    const labelled = focused.getAttribute('aria-labelledby');
    const words =
      focused.ariaLabel ??
      (labelled === null ? undefined : document.getElementById(labelled)?.textContent) ??
      focused.labels?.[0]?.textContent ??
      (focused.tagName === 'MAIN' ? 'the view' : focused.textContent);
    return (words ?? '').replace(/\s+/g, ' ').trim();
  };
}

/** Runs in the page. A frame later: what moves there moves in this one. */
async function whereFocusIs() {
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  const focused = document.activeElement;
  if (focused === null || focused === document.body || focused === document.documentElement) {
    return { wrong: 'nothing has the focus' };
  }
  const name = globalThis.focusIsOn();
  const isPlace = focused.tabIndex < 0;
  const box = focused.getBoundingClientRect();
  const styles = getComputedStyle(focused);
  const seen = { width: window.innerWidth, height: window.innerHeight };
  const bar = document.querySelector('.bar');
  const open = document.querySelector('dialog[open]');
  const floor = bar === null || bar.contains(focused) || open !== null ? seen.height : bar.getBoundingClientRect().top;
  if (isPlace) {
    return { name };
  }
  if (box.width < 1 || box.height < 1 || box.right <= 0 || box.left >= seen.width) {
    return { wrong: `'${name}' has the focus and is not on the screen` };
  }
  if (box.top < -1 || (box.bottom > floor + 1 && box.height < floor)) {
    return { wrong: `'${name}' has the focus at ${box.top} to ${box.bottom}; what can be seen ends at ${floor}` };
  }
  // A field may show it by the frame that it shares with its buttons.
  const shows = [styles, getComputedStyle(focused.parentElement)].some(
    ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  );
  if (!shows) {
    return { wrong: `'${name}' has the focus and does not show it` };
  }
  const at = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, floor - 1));
  if (at === null || !(focused.contains(at) || at.contains(focused))) {
    return { wrong: `'${name}' has the focus and is covered by ${at?.outerHTML.slice(0, 120)}` };
  }
  return { name };
}
