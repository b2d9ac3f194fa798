// Now, moves, people and one person, in a journal of a few weeks.

import { eventually } from '../../eventually.mjs';
import { inDays } from '../journal.mjs';

const button = (screen, name) => screen.page.getByRole('button', { name });
const dialog = (screen) => screen.page.getByRole('dialog');

async function closeSheet(screen) {
  await screen.page.keyboard.press('Escape');
  await dialog(screen).waitFor({ state: 'hidden' });
}

/** Closes what the bar tells, if it tells something. */
export async function quiet(screen) {
  const close = screen.page.locator('[data-said]').getByRole('button', { name: 'Close' });
  if (await close.isVisible()) {
    await close.click();
  }
}

export async function nowAndMoves(booth, screen, people) {
  await screen.go('#/');
  await screen.shows('Waiting on');
  await screen.page.getByRole('main').focus();
  await booth.show(screen, 'now', { tall: true });
  const soon = new Date(Date.now() + 20 * 60_000);
  const [day, time] = await screen.page.evaluate((at) => {
    const then = new Date(at);
    const two = (number) => String(number).padStart(2, '0');
    const date = `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
    return [date, `${two(then.getHours())}:${two(then.getMinutes())}`];
  }, soon.getTime());
  const { id } = await screen.ask('propose', people.Suharto, 'coffee', 'Coffee', day, time);
  await screen.shows(/^Coffee in/);
  await booth.show(screen, 'now-coffee-soon');
  await screen.ask('delete', id);

  await screen.go('#/moves');
  await screen.shows('What you promised');
  await booth.show(screen, 'moves', { tall: true });
  await button(screen, /^Done: /)
    .nth(1)
    .click();
  await screen.page.locator('[data-said]').getByText(/./).first().waitFor();
  await booth.show(screen, 'moves-done');
  await button(screen, 'Undo').click();
  await button(screen, /^Put off: /)
    .first()
    .click();
  await booth.show(screen, 'moves-put-off');
  await closeSheet(screen);
  await screen.page
    .getByRole('button', { name: /Zoë/ })
    .filter({ hasText: /Coffee/ })
    .first()
    .click();
  await booth.show(screen, 'moves-edit');
  await closeSheet(screen);
  await quiet(screen);
}

export async function list(booth, screen) {
  await screen.go('#/people');
  await screen.page.getByRole('link', { name: /Bo Li/ }).first().waitFor();
  await booth.show(screen, 'people');
  const field = screen.page.getByRole('searchbox');
  await field.fill('rust');
  await screen.page.getByRole('region', { name: 'People' }).last().getByRole('link').first().waitFor();
  await booth.show(screen, 'people-search');
  await field.fill('qqqzz');
  await screen.shows(/Nothing with/);
  await booth.show(screen, 'people-nothing');
  await field.fill('');
  await screen.go('#/people/rust');
  await eventually('only those with the tag', 5000, async () => !(await screen.page.getByText('Suharto').isVisible()));
  await booth.show(screen, 'people-tag');
  await button(screen, 'All tags').click();
  await booth.show(screen, 'people-all-tags');
  await closeSheet(screen);
  await screen.go('#/people');
}

export async function person(booth, screen, people) {
  await screen.go(`#/person/${people['Zoë Łukasiewicz']}`);
  await screen.shows('Together');
  await booth.show(screen, 'person', { tall: true });
  await button(screen, 'Say hello').click();
  await screen.shows(/A coffee is proposed already/);
  await booth.show(screen, 'person-hello');
  await button(screen, 'Another one').click();
  await button(screen, /Another time/).click();
  await screen.page.getByRole('button', { name: 'Propose', exact: true }).click();
  await screen.shows(/Proposed until/);
  await booth.show(screen, 'person-coffee');
  await button(screen, 'Done').last().click();
  await quiet(screen);
  await button(screen, 'Edit').click();
  await booth.show(screen, 'person-edit');
  await closeSheet(screen);
  await screen.line.focus();
  await booth.show(screen, 'person-line');
  await screen.go(`#/person/${people['ليلى حداد']}`);
  await screen.shows('Coffee');
  await booth.show(screen, 'person-right-to-left', { tall: true });
  const [long] = Object.entries(people)
    .find(([name]) => name.startsWith('Maximiliane'))
    .slice(1);
  await screen.go(`#/person/${long}`);
  await screen.shows('translator');
  await booth.show(screen, 'person-long-name');
  await screen.go(`#/person/${Object.entries(people).find(([name]) => name.startsWith('Donau'))[1]}`);
  await screen.shows(/Danube/);
  await booth.show(screen, 'person-long-word');
}

export async function gone(booth, screen, people) {
  await screen.go(`#/person/${people['Œdipe Lefèvre']}`);
  await screen.shows('studio space on Sundays');
  await button(screen, 'Put away').click();
  await screen.shows(/is put away/);
  await booth.show(screen, 'person-put-away');
  await button(screen, 'Undo').click();
  await screen.shows('studio space on Sundays');
  await quiet(screen);
  await button(screen, 'Forget for good').click();
  await booth.show(screen, 'person-forget');
  await dialog(screen).getByRole('button', { name: 'Forget for good' }).click();
  await dialog(screen).waitFor({ state: 'hidden' });
  await booth.show(screen, 'person-forgotten');
}

export { inDays };
