// The worker that reads files of contacts, apart from the page and from the replica: a long file stops neither.

import { expose, transfer } from 'comlink';
import init, { type ImportBatch, Importer } from '#importer';
import { notLoaded } from './problem';

/** Some hundreds of cards are a good measure for one transaction, and small enough to stop in between. */
const batchSize = 200;

let importer: Importer | undefined;

const reader = {
  /** Takes up a file; how many cards it has, good and bad. */
  async open(file: File): Promise<number> {
    const loaded = init().catch(() => Promise.reject(notLoaded));
    const [bytes] = await Promise.all([file.arrayBuffer(), loaded]);
    importer?.free();
    importer = new Importer(new Uint8Array(bytes));
    return importer.total();
  },

  /** The next cards; nothing at the end of the file. */
  next(): ImportBatch | undefined {
    const batch = importer?.next(batchSize);
    return batch === undefined ? undefined : transfer(batch, [batch.bytes.buffer]);
  },
};

export type Reader = typeof reader;

expose(reader);
