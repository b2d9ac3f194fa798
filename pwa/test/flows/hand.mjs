// A hand on the measured phone: every tap goes through it and is counted, and so are the seconds that the page takes.

/** What counts the fingers that were lifted, within the page: what a test taps by another way is counted, too. */
export function counting() {
  globalThis.fingers = 0;
  addEventListener(
    'pointerup',
    ({ isTrusted }) => {
      globalThis.fingers += Number(isTrusted);
    },
    { capture: true },
  );
}

export class Hand {
  #taps = 0;

  constructor(page) {
    this.page = page;
  }

  button(name) {
    return this.page.getByRole('button', { name });
  }

  link(name) {
    return this.page.getByRole('link', { name });
  }

  /** Puts a finger on it, when it is there. */
  async tap(what) {
    await what.first().tap();
    this.#taps += 1;
  }

  /** As long as a finger holds it, in milliseconds. */
  async hold(what, milliseconds) {
    const { x, y, width, height } = await what.boundingBox();
    await this.page.mouse.move(x + width / 2, y + height / 2);
    await this.page.mouse.down();
    await new Promise((later) => setTimeout(later, milliseconds));
    await this.page.mouse.up();
    this.#taps += 1;
  }

  /** Types into the field that is under the finger already. */
  async type(words) {
    await this.page.keyboard.insertText(words);
  }

  /** Waits for words that are in sight. */
  async sees(words) {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  /** Taps and seconds of what is done here. Fails where the page felt more fingers than were counted. */
  async measure(act) {
    const felt = () => this.page.evaluate(() => globalThis.fingers);
    const [before, start] = [await felt(), performance.now()];
    this.#taps = 0;
    const more = await act(this);
    const seconds = (performance.now() - start) / 1000;
    const fingers = (await felt()) - before;
    if (fingers !== this.#taps) {
      throw new Error(`${this.#taps} taps were counted, and the page felt ${fingers}`);
    }
    return { taps: this.#taps, seconds, ...more };
  }
}
