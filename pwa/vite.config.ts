import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { again } from './build/again';
import { first } from './build/first';
import { later, laterAddresses, laterFiles } from './build/later';

export default defineConfig({
  build: {
    target: 'es2023',
    // The daemon serves what carries a hash in its name as never changing.
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Each file costs a turn of the service worker: what starts the page is one, and so is what Now needs beyond that.
        codeSplitting: {
          groups: [
            { name: 'made', test: /src\/replica\/made/, priority: 3 },
            { name: 'page', tags: ['$initial'], priority: 2 },
            { name: 'now', test: /views\/now\/Now\.svelte/, priority: 1 },
          ],
        },
      },
    },
  },
  // Apart by their names from the modules of the page, which the service worker keeps all of.
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'assets/worker-[name]-[hash].js' } } },
  plugins: [
    svelte(),
    first('src/replica/made.ts'),
    again(),
    later(),
    VitePWA({
      // The page asks for the update itself, at a quiet moment (src/shell/update.ts).
      registerType: 'prompt',
      injectRegister: false,
      // One drawing; the sizes that systems want are made of it by each build.
      pwaAssets: {
        image: 'public/icon.svg',
        preset: {
          transparent: { sizes: [192, 512], favicons: [], padding: 0 },
          maskable: { sizes: [], padding: 0 },
          apple: { sizes: [180], padding: 0 },
        },
        includeHtmlHeadLinks: true,
      },
      // A system asks for its icon when the page is installed, and keeps it itself.
      includeManifestIcons: false,
      manifest: {
        id: '/',
        name: 'Mingle',
        short_name: 'Mingle',
        description: 'Whom you met, what you promised, what you learned. On your devices and nobody else’s.',
        start_url: '/',
        scope: '/',
        // The drawing has room around it, so that a system may cut it to a shape of its own.
        icons: [
          { src: 'pwa-192x192.png', sizes: '192x192', type: 'image/png' },
          { src: 'pwa-512x512.png', sizes: '512x512', type: 'image/png' },
          { src: 'pwa-512x512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        display: 'standalone',
        background_color: '#FBF6EC',
        theme_color: '#FBF6EC',
        // The service worker takes it in (public/share.js): what is shared leaves this device by nothing.
        share_target: {
          action: '/share',
          method: 'POST',
          enctype: 'multipart/form-data',
          params: {
            title: 'title',
            text: 'text',
            url: 'url',
            files: [{ name: 'card', accept: ['text/vcard', 'text/x-vcard', 'text/directory', '.vcf', 'image/*'] }],
          },
        },
      },
      workbox: {
        importScripts: ['/share.js', '/later.js'],
        globPatterns: ['**/*.{html,js,css,wasm,woff2,svg}'],
        // What joins by a code is of no use without the daemon that has it. The screen for somebody else's hand is kept from
        // the first visit on: a phone that is locked by it opens by it and by nothing else.
        globIgnores: ['{share,later}.js', laterFiles, 'assets/{mingle_joiner,Add,JoinCard,Showing,Spoken}*'],
        runtimeCaching: [{ urlPattern: laterAddresses, handler: 'CacheFirst', options: { cacheName: 'later' } }],
        maximumFileSizeToCacheInBytes: 16 * 1024 * 1024,
        // The first visit is enough: from then on the page opens without a network.
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        navigateFallback: '/index.html',
        // What the daemon answers itself.
        navigateFallbackDenylist: [/^\/open\//, /^\/control\//, /^\/sync/],
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
});
