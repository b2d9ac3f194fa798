// What goes out of the page: a file for one's calendar, a message.

import type { Coffee, Problem } from '#worker';

/** Hands the file to the system: its share sheet where there is one that takes files, else as a download. */
export async function sendToCalendar({ ics, ics_name, meeting }: Coffee): Promise<void> {
  const file = new File([ics], ics_name, { type: 'text/calendar' });
  if (navigator.canShare?.({ files: [file] }) === true) {
    await share({ files: [file], title: meeting.what });
    return;
  }
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = ics_name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Opens the share sheet; whoever closes it again has changed their mind, and that is no failure. */
export async function share(what: ShareData): Promise<void> {
  await navigator.share(what).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'AbortError')) {
      throw error;
    }
  });
}

/** Copies what an element says. Where the browser will not, it is selected, and a Problem in words says what to do. */
export async function copyWords(element: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(element.textContent);
  } catch {
    getSelection()?.selectAllChildren(element);
    const problem: Problem = {
      code: 'not-copied',
      message: 'the browser does not let Mingle copy this',
      hint: 'it is selected: copy it by hand',
    };
    throw problem;
  }
}
