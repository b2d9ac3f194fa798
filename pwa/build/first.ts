// Has one module of the page run by itself before all others: what it starts need not wait for them.

import type { Plugin } from 'vite';

/** Makes a script of its own of `module`, a path below this folder, and names it first in the page. Others share it. */
export function first(module: string): Plugin {
  return {
    name: 'first',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: `./${module}`, name: 'first', preserveSignature: 'allow-extension' });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const script = Object.values(bundle).find(
          (one) => one.type === 'chunk' && one.moduleIds.some((id) => id.endsWith(`/${module}`)),
        );
        if (script === undefined) {
          throw new Error(`${module} became no script of its own`);
        }
        const attrs = { type: 'module', async: true, src: `/${script.fileName}` };
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
