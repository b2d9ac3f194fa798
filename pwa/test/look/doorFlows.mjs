// At the door of an event and in it: where it is started, whom one means, whom one hopes for, a coffee at another time.

import { eventually } from '../eventually.mjs';
import { writeDown } from './journal.mjs';

const view = (screen, name) => screen.page.getByRole('heading', { level: 1, name }).waitFor();
const link = ({ page }, name) => page.getByRole('main').getByRole('link', { name });

async function openMoves(screen, id) {
  const { open } = await screen.ask('person', id);
  return open.map(({ sort, due, time, state }) => [sort, due, time, state].join(' '));
}

/** Two people of one name, at work in two towns. */
async function namesakes(screen) {
  const made = [];
  for (const town of ['Porto', 'Lisboa']) {
    const { id } = await writeDown(screen, `Maria ${town} Silva @ ${town} Maps`);
    const { heads } = await screen.ask('person', id);
    await screen.ask('edit_person', id, heads, { name: 'Maria Silva' });
    made.push(id);
  }
  return made;
}

async function chooseLisboa(keys, screen) {
  await keys.isOn(/^Which Maria Silva do you mean/);
  if (/[0-9a-z]{20}/.test(await screen.page.getByRole('main').textContent())) {
    throw new Error('an id is shown');
  }
  await keys.to(/^Maria Silva\s*Lisboa Maps · today/);
  await keys.press('Enter');
  await screen.page.getByRole('heading', { name: /do you mean/ }).waitFor({ state: 'detached' });
  if ((await screen.page.getByRole('alert').count()) > 0) {
    throw new Error('it is in the way still');
  }
}

export const door = {
  'to find at the door where an event is started': async (keys, { screen }) => {
    await screen.go('#/');
    const start = link(screen, /Start an event/);
    const next = screen.page.getByRole('heading', { name: 'Next' });
    await next.waitFor();
    const [above, below] = [await start.boundingBox(), await next.boundingBox()];
    if (above.y > below.y) {
      throw new Error(`it stands at ${above.y}, and what is next at ${below.y}`);
    }
    await screen.page.getByRole('main').focus();
    await keys.to(/Start an event/);
    await keys.press('Enter');
    await screen.shows('Where are you going?');
  },
  'to say which of two people of one name one hopes to meet': async (keys, { screen }) => {
    const { page } = screen;
    const [, lisboa] = await namesakes(screen);
    await screen.go('#/event');
    await page.getByLabel(/^Name/).fill('Map fair');
    await keys.to(/^Add name/);
    await keys.press('Enter');
    await keys.isOn(/^name 1/);
    await keys.type('Maria Silva');
    await keys.to(/^Start/);
    await page.keyboard.press('Enter');
    await chooseLisboa(keys, screen);
    await keys.isOn(/^Start/);
    await page.keyboard.press('Enter');
    await view(screen, 'Map fair');
    const { id } = await screen.ask('current_event');
    const { hoped } = await screen.ask('event', id);
    if (hoped.map(({ person }) => person.id).join() !== lisboa) {
      throw new Error(`it is ${JSON.stringify(hoped)}`);
    }
    await keys.to(/^Add whom you bring/);
    await keys.press('Enter');
    await keys.type('Maria Silva');
    await page.keyboard.press('Enter');
    await chooseLisboa(keys, screen);
    await eventually('she is brought', 5000, async () => {
      const { brought } = await screen.ask('event', id);
      return brought.map((person) => person.id).join() === lisboa;
    });
  },
  'to see on Now whom one hopes to meet, and to go to the event from there': async (keys, { screen }) => {
    const { id, heads } = await screen.ask('current_event');
    await screen.ask('edit_event', id, heads, {
      hoped: { add: ['Åke Nordström', 'Beatriz Sá', 'Chidi Okoro'], remove: [] },
    });
    await writeDown(screen, 'Beatriz Sá, draws sea charts');
    await screen.go('#/');
    await screen.shows('You hope to meet');
    const said = await screen.page.getByText('You hope to meet').locator('..').textContent();
    if (said.replace(/\s+/g, ' ').trim() !== 'You hope to meet Åke Nordström, Chidi Okoro, Maria Silva') {
      throw new Error(`it says '${said}'`);
    }
    const box = await link(screen, 'Map fair').boundingBox();
    if (box.height < 44 || (await link(screen, /Start an event/).count()) > 0) {
      throw new Error(`its name is ${box.height} px high, or another event can be started`);
    }
    await screen.page.getByRole('main').focus();
    await keys.to(/^Map fair/);
    await keys.press('Enter');
    await screen.page.getByRole('heading', { name: 'I hope to meet' }).waitFor();
    await screen.ask('finish_event', id, '');
  },
  'to move a coffee that is proposed, or to propose another one': async (keys, { screen }) => {
    const { page } = screen;
    const person = await writeDown(screen, 'Zofia Wrońska, binds atlases');
    await screen.ask('coffee', person.id, '2099-03-04', '09:00');
    await screen.go(`#/person/${person.id}`);
    await view(screen, 'Zofia Wrońska');
    const again = async (which) => {
      await page.getByRole('button', { name: 'Say hello' }).focus();
      await keys.press('Enter');
      await screen.shows(/A coffee is proposed already/);
      await keys.to(which);
      await keys.press('Enter');
      await keys.to(/lunch|after work|\d$/);
      await keys.press('Enter');
      await screen.shows(/Proposed until/);
      await keys.to(/^Done/);
      await keys.press('Enter');
    };
    await again(/^Move it to/);
    const moved = await openMoves(screen, person.id);
    if (moved.length !== 1 || !moved[0].endsWith(' proposed') || moved[0].includes('2099')) {
      throw new Error(`it has become ${moved.join()}`);
    }
    await keys.to(/^Undo/);
    await keys.press('Enter');
    await screen.shows('Undone.');
    const back = await openMoves(screen, person.id);
    if (back.join() !== 'coffee 2099-03-04 09:00 proposed') {
      throw new Error(`it is back as ${back.join()}`);
    }
    await again(/^Another one/);
    if ((await openMoves(screen, person.id)).length !== 2) {
      throw new Error('there is no other one');
    }
    await screen.go('#/');
  },
};
