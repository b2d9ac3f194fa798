// What a person finds on the page's screens, by what it says of itself to anyone: roles, labels, words.

import { eventually } from './eventually.mjs';

/** The strip's word that this and the connected device are proven to have the same, with how many others there may be. */
export const same = /^Same (on both|here and on (?!.*, all but ).+) · /;

export class Screen {
  constructor(page) {
    this.page = page;
    /** The field at the bottom: the line that is being written. */
    this.line = page.getByRole('textbox', { name: 'Write down whom you met' });
    this.save = page.getByRole('button', { name: /^Save/ });
    /** The strip at the top that says how the journal stands. */
    this.state = page.getByRole('link').filter({ has: page.getByRole('status') });
    this.heading = page.getByRole('heading', { level: 1 });
    this.useItHere = page.getByRole('button', { name: 'Use it here' });
    this.tryAgain = page.getByRole('button', { name: 'Try again' });
  }

  /** What stands in the line's field. */
  written() {
    return this.line.inputValue({ timeout: 1000 });
  }

  /** Whether the field has what an earlier life of the page left in it. */
  async isRestored() {
    return (await this.line.getAttribute('aria-busy', { timeout: 1000 })) === 'false';
  }

  /** Waits until the field has these words and no others. */
  has(words, patience = 5000) {
    return eventually(`the field has '${words}'`, patience, async () => {
      const written = await this.written();
      if (written !== words) {
        throw new Error(`it has '${written}'`);
      }
      return true;
    });
  }

  /** Waits until the strip says something that fits. */
  says(pattern, patience = 20_000) {
    return eventually(`the page says ${pattern}`, patience, async () => {
      const words = (await this.state.textContent()).replace(/\s+/g, ' ').trim();
      if (!pattern.test(words)) {
        throw new Error(`it says '${words}'`);
      }
      return words;
    });
  }

  /** Waits until these words, or what fits the pattern, can be read somewhere in the page. */
  async shows(words, patience = 20_000) {
    const shown = this.page.getByText(words).filter({ visible: true });
    await shown.first().waitFor({ timeout: patience });
  }

  /** Writes a line key by key, and saves it with the button. */
  async log(text, { pause = 5 } = {}) {
    await this.line.pressSequentially(text, { delay: pause });
    await this.save.tap();
    await this.has('');
  }

  /** Goes to a view by its address within the page. */
  async go(hash) {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  /** Starts an event. */
  async startEvent({ name, place, curious }) {
    await this.go('#/event');
    await this.page.getByLabel(/^Name/).fill(name);
    await this.page.getByLabel(/^Place/).fill(place);
    await this.page.getByLabel(/curious/).fill(curious);
    await this.page.getByRole('button', { name: 'Start', exact: true }).tap();
    await this.shows(name);
  }

  /** Types into the search; returns what is in the view from then on: links to what is found. */
  async search(words) {
    await this.go('#/people');
    await this.page.getByRole('searchbox').pressSequentially(words, { delay: 20 });
    return this.page.getByRole('main').getByRole('link');
  }

  /**
   * Asks the page's own replica, in the words that the page itself asks it by (comlink's messages): for what no screen
   * shows, such as the fingerprint.
   */
  async ask(name, ...words) {
    const worker = this.page.workers().find((one) => one.url().includes('/assets/worker-entry'));
    return await worker.evaluate(askReplica, { name, words });
  }

  /** Types the code that a laptop shows, in digits and nothing else as on a phone's number pad, and has it tried. */
  async typeCode(code) {
    await this.page.getByRole('textbox', { name: 'The code' }).fill(code.replace('-', ''));
    await this.page.getByRole('button', { name: 'Pair', exact: true }).tap();
  }

  async fingerprint() {
    return (await this.ask('status')).fingerprint;
  }
}

/** Runs in the worker: a question as the tab would put it, and its answer on the way out. */
function askReplica({ name, words }) {
  const id = `test-${Math.random()}`;
  const { promise, resolve, reject } = (() => {
    const made = {};
    made.promise = new Promise((yes, no) => Object.assign(made, { resolve: yes, reject: no }));
    return made;
  })();
  const post = globalThis.postMessage;
  globalThis.postMessage = (message, ...rest) => {
    if (message?.id !== id) {
      return post.call(globalThis, message, ...rest);
    }
    globalThis.postMessage = post;
    message.type === 'HANDLER' ? reject(new Error(JSON.stringify(message.value.value))) : resolve(message.value);
  };
  const raw = (value) => ({ type: 'RAW', value });
  const data = { id, type: 'APPLY', path: ['ask'], argumentList: [raw(name), raw(words)] };
  globalThis.dispatchEvent(new MessageEvent('message', { data }));
  return promise;
}
