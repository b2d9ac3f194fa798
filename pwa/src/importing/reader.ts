// The worker that reads files of contacts, apart from the page and from the replica: a long file stops neither.

import { expose, transfer } from 'comlink';
import init, { type BadCard, Importer } from '#importer';

/** Some hundreds of cards are a good measure for one transaction, and small enough to stop in between. */
const batchSize = 200;

/** What was read of a file since the last batch. */
export interface Read {
  /** For the replica. */
  bytes: Uint8Array;
  /** Cards, good and bad. */
  cards: number;
  bad: BadCard[];
  warnings: string[];
}

let importer: Importer | undefined;

const reader = {
  /** Takes up a file; how many cards it seems to have. */
  async open(file: File): Promise<number> {
    const [bytes] = await Promise.all([file.arrayBuffer(), init()]);
    importer?.free();
    importer = new Importer(new Uint8Array(bytes));
    return importer.total();
  },

  /** The next cards; nothing at the end of the file. */
  next(): Read | undefined {
    const read = importer?.next(batchSize);
    return read === undefined ? undefined : transfer({ ...read }, [read.bytes.buffer]);
  },
};

export type Reader = typeof reader;

expose(reader);
