// A file of contacts may be dropped anywhere on the window.

import { isHanded } from '../shell/handed';
import { router } from '../shell/router.svelte';
import { said } from '../shell/said.svelte';

/** Listens for files that are dropped on the window; what reads them is loaded with the first one. */
export function takeDroppedFiles(): void {
  window.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      document.documentElement.dataset.dropping = '';
    }
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) {
      delete document.documentElement.dataset.dropping;
    }
  });
  window.addEventListener('drop', (event) => {
    delete document.documentElement.dataset.dropping;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      if (!isHanded()) {
        void take(files);
      }
    }
  });
}

async function take(files: File[]): Promise<void> {
  router.go({ view: 'devices' });
  await said.do(async () => {
    const { importing } = await import('./importing.svelte');
    void importing.start(files);
  });
}
