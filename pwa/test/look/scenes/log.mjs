// Before anybody is in the journal, and the line while it is written.

import { ana, fill } from '../journal.mjs';

const many = [
  'Mirembe Okello @ Lakeside Radio, needs old weather tapes, call her tomorrow',
  'סיגל ברק, knows harbour pilots #sailing',
  'was a good evening?',
  'Zoë Łukasiewicz, brought saffron',
];

export async function firstRun(booth, screen) {
  await screen.shows('Who did you last enjoy talking to?');
  await booth.show(screen, 'first-run');
  await screen.line.focus();
  await screen.shows(/^As in: Ana Ruiz/);
  await booth.show(screen, 'log-empty');
  await screen.line.fill(ana);
  await screen.shows('Ana Ruiz');
  await screen.page.getByRole('list', { name: 'Understood' }).waitFor();
  await booth.show(screen, 'log-line');
  await screen.page.getByRole('button', { name: /storage engineer/ }).click();
  await booth.show(screen, 'log-plain-words');
  await screen.page.getByRole('button', { name: /15:30/ }).click();
  await booth.show(screen, 'log-day-sheet');
  await screen.page.keyboard.press('Escape');
  await screen.line.fill('');
  for (const view of ['people', 'moves', 'event']) {
    await screen.go(`#/${view}`);
    await screen.page.getByRole('main').getByRole('heading').first().waitFor({ state: 'attached' });
    await booth.show(screen, `empty-${view}`);
  }
  await screen.go('#/');
}

export async function writing(booth, screen) {
  const people = await fill(screen);
  await screen.go('#/');
  await screen.shows('Next');
  await screen.line.fill('had a long evening?');
  await screen.shows('This line names nobody yet.');
  await booth.show(screen, 'log-names-nobody');
  await screen.line.fill('Zoë Lukasiewicz @ Nordwind, found a cellist for her, can help with hiring, call her mon');
  await screen.shows('Someone new');
  await booth.show(screen, 'log-known');
  await screen.line.fill(many.join('\n'));
  await screen.shows('This line names nobody.');
  await booth.show(screen, 'log-many');
  await screen.page.getByRole('button', { name: /Mirembe/ }).click();
  await booth.show(screen, 'log-many-opened');
  await screen.line.fill(many.filter((line) => !line.endsWith('?')).join('\n'));
  await screen.page.getByRole('button', { name: 'Save 3 people' }).click();
  await screen.shows('3 people');
  await booth.show(screen, 'log-many-written');
  await screen.line.fill(ana);
  await screen.save.click();
  await screen.has('');
  await screen.page.getByRole('button', { name: 'Undo' }).waitFor();
  await booth.show(screen, 'log-written');
  await screen.page.getByRole('heading', { level: 1 }).click();
  await booth.show(screen, 'log-written-small');
  await screen.page.getByRole('button', { name: 'Undo' }).click();
  await screen.shows('Taken back.');
  await booth.show(screen, 'log-taken-back');
  await screen.page.getByRole('button', { name: 'Close' }).click();
  await refused(booth, screen);
  return people;
}

/** What the journal does not take waits with its reason. */
async function refused(booth, screen) {
  await screen.line.fill('had a long evening?');
  await screen.save.click();
  await screen.shows('This line names nobody.');
  await booth.show(screen, 'log-not-taken');
  await screen.line.fill('Mirembe Okello, tells of the great storm over the lake');
  await screen.page
    .getByRole('list', { name: 'Understood' })
    .or(screen.page.getByText('Note: '))
    .first()
    .waitFor({ state: 'attached' });
  await booth.show(screen, 'log-not-taken-writing');
  await screen.line.fill('');
  await screen.page.getByRole('button', { name: 'Write again' }).click();
  await screen.has('had a long evening?');
  await screen.line.fill('');
}
