// The worker that reads files of contacts, apart from the page and from the replica: a long file stops neither.

import { expose, transfer } from 'comlink';
import init, { CardFile, type Report } from '#importer';

/** Some people of a file. */
export interface Read {
  /** For the replica. */
  bytes: Uint8Array;
  report: Report;
}

let open: CardFile | undefined;

const reader = {
  /** Takes up a file. */
  async open(file: File): Promise<void> {
    const [bytes] = await Promise.all([file.arrayBuffer(), init()]);
    open?.free();
    open = new CardFile(new Uint8Array(bytes));
  },

  /** The next people; nothing at the end of the file. */
  next(): Read | undefined {
    const batch = open?.next();
    if (batch === undefined) {
      return undefined;
    }
    const read = { bytes: batch.bytes(), report: batch.report() };
    batch.free();
    return transfer(read, [read.bytes.buffer]);
  },
};

export type Reader = typeof reader;

expose(reader);
