// Gives each order to a worker of its own, and ends the worker once it has answered.

const patience = 120_000;

/** Resolves to the worker's answer; a worker that fails or stays silent is answered for, as `broken`. */
globalThis.inNewWorker = (order) =>
  new Promise((resolve) => {
    const worker = new Worker('/suite-worker.js', { type: 'module' });
    const answer = (data) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(data);
    };
    const timer = setTimeout(() => answer({ broken: `no answer in ${patience / 1000} s` }), patience);
    worker.onmessage = ({ data }) => answer(data);
    worker.onerror = (event) => answer({ broken: event.message ?? 'the worker could not be loaded' });
    worker.postMessage(order);
  });
