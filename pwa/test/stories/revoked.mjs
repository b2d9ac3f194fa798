// A phone that is taken off the list: it is told so at once, keeps what it has, and gets and gives nothing more.

import { eventually } from '../eventually.mjs';
import { atHome, onceEach } from '../home.mjs';

async function revokedByTheLaptop(world) {
  const { ana, phone, screen, origin } = await atHome(world);
  await screen.log('Suharto, collects anemometers');
  await onceEach(ana, ['Suharto']);
  const { device } = (await ana.json('devices')).find(({ kind }) => kind === 'phone');
  const asked = performance.now();
  await ana.json('revoke', device, '--yes');
  await screen.says(/^This device was revoked/, 5000);
  const took = performance.now() - asked;
  if (took > 2000) {
    throw new Error(`it was told after ${took} ms`);
  }
  await screen.log('Łucja Žižek, written after that');
  await ana.log('Kwame Mensah, written after that');
  await screen.go('#/devices');
  await screen.shows('Your other devices refuse it');
  await phone.close();

  await phone.start();
  const again = await phone.open(origin);
  await again.says(/^This device was revoked/);
  const found = await again.ask('find', 'Suharto', 10);
  const others = await again.ask('find', 'Kwame', 10);
  if (found.length === 0 || others.length > 0) {
    throw new Error(`it has ${JSON.stringify([found, others])}`);
  }
  await onceEach(ana, ['Suharto', 'Kwame Mensah']);
}

/** The phone's own word counts as much as a laptop's. */
async function revokedByThePhone(world) {
  const { ana, screen } = await atHome(world);
  const tablet = `${'m'.repeat(51)}g`;
  await ana.enrol({ device: tablet, name: 'Old tablet', kind: 'phone' });
  await screen.go('#/devices');
  await screen.page.getByRole('button', { name: 'Revoke Old tablet' }).tap();
  await screen.page.getByRole('button', { name: 'Revoke', exact: true }).tap();
  await screen.shows('Old tablet is revoked.');
  await eventually('the laptop knows', 5000, async () => {
    const row = (await ana.json('devices')).find(({ device }) => device === tablet);
    if (row.revoked === null) {
      throw new Error(JSON.stringify(row));
    }
    return true;
  });
}

export const stories = [
  { name: 'a phone that the laptop revokes is told at once and loses nothing', tell: revokedByTheLaptop },
  { name: 'a device that the phone revokes is revoked on the laptop', tell: revokedByThePhone },
];
