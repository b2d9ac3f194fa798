// What another app shares with the installed page: the browser posts a form to the address that its manifest names.

import { Screen } from './screen.mjs';

/**
 * Shares words, or with `mime` a file or, of several contents, several, to the page in a window, which comes anew as in the
 * system; returns its screen. `beside`: the words' title and address, as `{ title, url }`.
 */
export async function share(page, origin, { mime, content, beside = {} }) {
  await page.goto('about:blank');
  await page.evaluate(
    ([action, type, contents, others]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action, enctype: 'multipart/form-data' });
      const add = (field) => form.append(Object.assign(document.createElement('input'), field));
      if (type === undefined) {
        add({ name: 'text', value: contents[0] });
      } else {
        const carrier = new DataTransfer();
        for (const one of contents) {
          carrier.items.add(new File([one], 'card', { type }));
        }
        add({ name: 'card', type: 'file', multiple: true, files: carrier.files });
      }
      for (const [name, value] of Object.entries(others)) {
        add({ name, value });
      }
      document.body.append(form);
      form.submit();
    },
    [`${origin}/share`, mime, [content].flat(), beside],
  );
  await page.waitForURL(`${origin}/#/cards**`);
  return new Screen(page);
}
