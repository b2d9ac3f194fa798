// Everything as it is stored, in one file. It goes on while other views are open.

import type { Problem } from '#worker';
import { host } from '../../replica/host.svelte';
import { busyWhile } from '../../shell/busy';
import { isoDate } from '../../words/time';

/** Chunks are put aside in portions of about this many bytes, which a browser may keep on disk. */
const portion = 8_000_000;

class Exporting {
  /** Bytes so far, while it is being written. */
  written: number | undefined = $state();
  /** Bytes of the file that was handed to the browser. */
  saved: number | undefined = $state();
  problem: Problem | undefined = $state.raw();

  async start(): Promise<void> {
    if (this.written !== undefined) {
      return;
    }
    this.problem = undefined;
    this.saved = undefined;
    this.written = 0;
    try {
      const file = await this.#collect();
      save(file, `mingle-${isoDate(0)}.tar`);
      this.saved = file.size;
    } catch (error) {
      this.problem = error as Problem;
    }
    this.written = undefined;
  }

  async #collect(): Promise<Blob> {
    const portions: Blob[] = [];
    let chunks: Uint8Array<ArrayBuffer>[] = [];
    let held = 0;
    // One that was cut off is begun anew.
    await host.journal.end_export();
    for (;;) {
      const chunk = await host.journal.export_chunk();
      if (chunk === undefined) {
        break;
      }
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
      held += chunk.byteLength;
      this.written = (this.written ?? 0) + chunk.byteLength;
      if (held > portion) {
        portions.push(new Blob(chunks));
        chunks = [];
        held = 0;
      }
    }
    return new Blob([...portions, ...chunks], { type: 'application/x-tar' });
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser reads it after this: late enough for a large file on a slow disk.
  setTimeout(() => URL.revokeObjectURL(link.href), 10 * 60_000);
}

export const exporting = new Exporting();

busyWhile(() => exporting.written !== undefined);
