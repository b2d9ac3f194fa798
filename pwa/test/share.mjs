// What another app shares with the installed page: the browser posts a form to the address that its manifest names.

import { Screen } from './screen.mjs';

/** Shares words, or with `mime` a file, to the page in a window, which comes anew as in the system; returns its screen. */
export async function share(page, origin, { mime, content }) {
  await page.goto('about:blank');
  await page.evaluate(
    ([action, type, words]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action, enctype: 'multipart/form-data' });
      const input = document.createElement('input');
      if (type === undefined) {
        Object.assign(input, { name: 'text', value: words });
      } else {
        const carrier = new DataTransfer();
        carrier.items.add(new File([words], 'card', { type }));
        Object.assign(input, { name: 'card', type: 'file', files: carrier.files });
      }
      form.append(input);
      document.body.append(form);
      form.submit();
    },
    [`${origin}/share`, mime, content],
  );
  await page.waitForURL(`${origin}/#/cards**`);
  return new Screen(page);
}
