// The steps page: served in the clear on a local network while a device is being added, and nothing of it is inline.

import { defineConfig } from 'vite';

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  // The daemon serves what lies beside index.html below this path.
  base: '/steps/',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
