// Whether this browser keeps the journal until its owner removes it, and how much room there is.

import { outbox } from '../replica/outbox.svelte';

const askedName = 'mingle-asked-to-persist';

class BrowserStorage {
  /** Undefined until it is known, and where the browser does not say. */
  persisted: boolean | undefined = $state();
  /** Bytes. */
  room: { used: number; of: number } | undefined = $state.raw();

  async look(): Promise<void> {
    this.persisted = await navigator.storage?.persisted?.().catch(() => undefined);
    const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    this.room = usage === undefined || quota === undefined ? undefined : { used: usage, of: quota };
  }

  /** Asks the browser to keep it; false if it does not. */
  async ask(): Promise<boolean> {
    const kept = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
    await this.look();
    return kept;
  }

  /** Asks once by itself, when the first entry is in the journal: then there is something to keep. */
  askAfterFirstEntry(): void {
    $effect.root(() => {
      $effect(() => {
        if (outbox.latest !== undefined && localStorage.getItem(askedName) === null) {
          localStorage.setItem(askedName, 'yes');
          void this.ask();
        }
      });
    });
  }
}

export const storage = new BrowserStorage();
