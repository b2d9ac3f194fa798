// A journal that answers the page otherwise than it would: for what no line that is written brings about.

/** From here on the answers to questions called `name` are as `change`, which runs in the worker, makes them; returns how to end it. */
export async function answers({ page }, name, change) {
  const worker = page.workers().find((one) => one.url().includes('/assets/worker-entry'));
  await worker.evaluate(
    ([asked, source]) => {
      const post = globalThis.postMessage;
      const make = new Function(`return (${source})`)();
      const ids = new Set();
      const hear = ({ data }) => data?.argumentList?.[0]?.value === asked && ids.add(data.id);
      globalThis.addEventListener('message', hear, true);
      globalThis.postMessage = (message, ...rest) =>
        post.call(globalThis, ids.has(message?.id) ? { ...message, value: make(message.value) } : message, ...rest);
      globalThis.endAnswers = () => {
        globalThis.removeEventListener('message', hear, true);
        globalThis.postMessage = post;
      };
    },
    [name, String(change)],
  );
  return () => worker.evaluate(() => globalThis.endAnswers());
}
