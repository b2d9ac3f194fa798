// A journal that answers the page otherwise than it would: for what no line that is written brings about.

/** From here on every answer is as `change`, which runs in the worker, makes it; returns how to end it. */
export async function answers({ page }, change) {
  const worker = page.workers().find((one) => one.url().includes('/assets/worker-entry'));
  await worker.evaluate(`{
    const post = globalThis.postMessage;
    const change = ${change};
    globalThis.postMessage = (message, ...rest) =>
      post.call(globalThis, message?.type === 'RAW' ? { ...message, value: change(message.value) } : message, ...rest);
    globalThis.endAnswers = () => {
      globalThis.postMessage = post;
    };
  }`);
  return () => worker.evaluate(() => globalThis.endAnswers());
}
