// How most stories begin, and how they end: one laptop, its page on a phone, and what is in the journal.

import { eventually } from './eventually.mjs';

/** A laptop whose daemon is up, and a phone with its page, one of the owner's devices and in sync. */
export async function atHome(world, options) {
  const ana = await world.device('ana', 0);
  await ana.up();
  const phone = await world.phone(0, options);
  await phone.start();
  const link = await ana.link();
  const screen = await phone.open(link);
  await screen.says(/^Same on both/);
  return { ana, phone, screen, origin: new URL(link).origin };
}

/** How often each of these names stands in the device's journal, where it is not once, with one time together. */
export async function notOnce(device, names) {
  const wrong = [];
  for (const name of names) {
    const people = (await device.find(name)).filter(({ kind, title }) => kind === 'contact' && title === name);
    const together = await Promise.all(
      people.map(async ({ id }) => (await device.json('show', id)).interactions.length),
    );
    if (together.join() !== '1') {
      wrong.push(`${name}: ${people.length} people, times together ${together.join() || 'none'}`);
    }
  }
  return wrong;
}

/** Waits until the device has each of these names exactly once. */
export function onceEach(device, names, patience = 30_000) {
  return eventually(`${device.name} has everybody exactly once`, patience, async () => {
    const wrong = await notOnce(device, names);
    if (wrong.length > 0) {
      throw new Error(wrong.join('; '));
    }
    return true;
  });
}
