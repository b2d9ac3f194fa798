// A coffee before goodbye, where one knows somebody from, and a question for somebody new.

import { quiet } from './daily.mjs';

const button = (screen, name) => screen.page.getByRole('button', { name });
const dialog = (screen) => screen.page.getByRole('dialog');

/** From the person who was just written down to a code on the screen, and where it stands afterwards. */
export async function coffee(booth, screen, people) {
  const { page } = screen;
  await screen.go('#/');
  await screen.line.fill('Tove Lindqvist @ Skansen, mends church organs, +46 8 555 0199');
  await screen.save.click();
  await screen.has('');
  await button(screen, 'Everyday').waitFor();
  await booth.show(screen, 'log-stage');
  await button(screen, 'Everyday').click();
  await page.getByRole('button', { name: 'Everyday', pressed: true }).waitFor();
  await booth.show(screen, 'log-stage-chosen');
  await page.getByRole('button', { name: 'Coffee', exact: true }).last().click();
  await button(screen, /lunch/).waitFor();
  await booth.show(screen, 'coffee-times');
  await button(screen, 'Another time').click();
  await booth.show(screen, 'coffee-another-time');
  await button(screen, /lunch/).click();
  await screen.shows(/Proposed until/);
  await booth.show(screen, 'coffee-proposed');
  await button(screen, 'Code for their calendar').click();
  await page.getByRole('img', { name: /The coffee as a QR code/ }).waitFor();
  await booth.show(screen, 'coffee-code');
  await button(screen, 'Back').click();
  await button(screen, 'Done').last().click();
  await dialog(screen).waitFor({ state: 'hidden' });
  await quiet(screen);
  const [{ id }] = await screen.ask('find', 'Tove Lindqvist', 5);
  await screen.go(`#/person/${id}`);
  await screen.shows(/proposed/);
  await booth.show(screen, 'person-proposed');
  await screen.go('#/moves');
  await page.getByRole('button', { name: /Coffee Tove.*proposed/ }).waitFor();
  await page.getByRole('button', { name: /Coffee Tove/ }).scrollIntoViewIfNeeded();
  await booth.show(screen, 'moves-proposed');
  await page.getByRole('button', { name: /Coffee Tove/ }).click();
  await button(screen, 'Tell them').click();
  await screen.shows(/Proposed until/);
  await booth.show(screen, 'moves-tell');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await dialog(screen).first().waitFor({ state: 'hidden' });
  // Without a number and without an address.
  await screen.go(`#/person/${people['Ngọc Nguyễn']}`);
  await button(screen, 'Say hello').click();
  await button(screen, /lunch/).click();
  await screen.shows(/Proposed until/);
  await booth.show(screen, 'coffee-no-number');
  await button(screen, 'Done').last().click();
  await quiet(screen);
}

/** One curious question, and the deck it comes from. */
export async function questions(booth, screen, people) {
  const { page } = screen;
  await screen.go(`#/person/${people['Ngọc Nguyễn']}`);
  await button(screen, 'Write what they say').waitFor();
  await booth.show(screen, 'ask');
  await button(screen, 'Write what they say').click();
  await page.getByLabel('Their story').fill('Her grandmother kept a diary of every flood since 1953.');
  await booth.show(screen, 'ask-answering');
  await button(screen, 'Keep it').click();
  await screen.shows(/story is written down/);
  await quiet(screen);
  await booth.show(screen, 'ask-answered');
  await screen.go(`#/person/${people['Bo Li']}`);
  await button(screen, 'Your questions').click();
  await page.getByLabel('question 1', { exact: true }).waitFor();
  await booth.show(screen, 'deck');
  await button(screen, 'Add question').click();
  await page
    .getByLabel('question 11', { exact: true })
    .fill('Which tool would you never lend to anybody, and why not?');
  await booth.show(screen, 'deck-added');
  await page.keyboard.press('Escape');
  await dialog(screen).waitFor({ state: 'hidden' });
}
