// What looks at the page from within: it is put into every page before the page's own scripts.

/** Runs in the page. Times are milliseconds since the navigation began, as `performance.now` has them. */
export function inside() {
  /** When what is in the document at this moment is on the screen: after the frame that draws it. */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      });
    });

  /** Looks at every change of the document, and at every key, until it is so; then when that is painted. */
  const when = (isSo) =>
    new Promise((resolve) => {
      const look = () => {
        if (isSo()) {
          changes.disconnect();
          removeEventListener('input', look, true);
          resolve(painted());
        }
      };
      const changes = new MutationObserver(look);
      changes.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
      addEventListener('input', look, true);
      look();
    });

  const main = (words) => document.querySelector(`main ${words}`);
  const mains = (words) => document.querySelectorAll(`main ${words}`);
  const heading = () => main('h1')?.textContent.trim() ?? '';
  /** Every row of a long list that is in sight has somebody in it. */
  const rowsInSight = (least) => {
    const rows = [...mains('li[data-index]')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return rows.length >= least && rows.every((row) => row.querySelector('a') !== null);
  };

  /** When a view is of use: what one opens it for is there. */
  const useful = {
    now: () => heading() !== '' && mains('li a').length > 3,
    moves: () => heading() === 'Moves' && mains('li').length > 3,
    people: () => heading() === 'People' && rowsInSight(5),
    middle: () => heading() === 'People' && scrollY > 100_000 && rowsInSight(5),
    person: (name) => heading().includes(name) && mains('ol li').length >= 30,
    event: () => mains('section li a').length >= 100,
    devices: () => heading().startsWith('Devices') && mains('li').length > 0,
  };

  // Every question to the worker, and its answer, as they pass (comlink's messages).
  const asked = new Map();
  const answers = [];
  const listeners = new Set();
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(...words) {
      super(...words);
      this.addEventListener('message', ({ data }) => {
        const question = asked.get(data?.id);
        if (question !== undefined) {
          asked.delete(data.id);
          const answer = { ...question, took: performance.now() - question.at };
          answers.push(answer);
          for (const listener of listeners) {
            listener(answer);
          }
        }
      });
    }
    postMessage(message, ...rest) {
      const [name, words] = message?.argumentList?.map(({ value }) => value) ?? [];
      const what = name ?? message?.path?.join('.') ?? '';
      asked.set(message?.id, { name: what, words, at: performance.now() });
      super.postMessage(message, ...rest);
    }
  };

  /** The next answer to this question that fits, when it is painted. */
  const answered = (name, fits = () => true) =>
    new Promise((resolve) => {
      const listener = (answer) => {
        if (answer.name === name && fits(answer.words)) {
          listeners.delete(listener);
          resolve(painted().then((at) => ({ at, took: answer.took })));
        }
      };
      listeners.add(listener);
    });

  /** The moment of the next event of this sort, by the browser's own stamp of when it came in. */
  const event = (sort) =>
    new Promise((resolve) => {
      addEventListener(sort, ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true });
    });

  const field = () => document.querySelector('#line');
  globalThis.budget = { painted, when, useful, answers, answered, event, field, waits: {} };
  // From the navigation on, as nobody could ask for it in time.
  globalThis.budget.waits.field = when(() => {
    // As a tap on it would.
    field()?.focus();
    return field() !== null;
  });
  globalThis.budget.waits.typed = when(() => (field()?.value ?? '') !== '');
  globalThis.budget.waits.taken = when(() => field()?.getAttribute('aria-busy') === 'false');
  globalThis.budget.waits.now = when(useful.now);
  // What Now showed last is there before.
  globalThis.budget.waits.asked = answered('now').then(({ at }) => at);
}
