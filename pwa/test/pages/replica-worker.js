// A worker that opens the replica and makes calls on it: [name, ...words] each, answered together.

import init, { Replica } from '/worker/mingle_worker.js';

self.onmessage = async ({ data: { device, calls } }) => {
  try {
    const start = performance.now();
    await init();
    const replica = await Replica.open(device);
    const opened = performance.now() - start;
    const answers = calls.map(([name, ...words]) => replica[name](...words));
    postMessage({ opened, answers });
  } catch (error) {
    postMessage({ broken: error?.message ?? String(error), problem: error?.code === undefined ? undefined : error });
  }
};
