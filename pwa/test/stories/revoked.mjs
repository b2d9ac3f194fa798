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

const strangers = `${'q'.repeat(51)}g`;
const halls = `${'r'.repeat(51)}g`;

/** Gone at the first tap, without a network; what else is to go is asked about after that. */
async function revokedWithWhatItAdded(world) {
  const { ana, screen } = await atHome(world);
  const bo = await world.device('bo', 1);
  await bo.up();
  await ana.adopt(bo);
  const lost = await bo.id();
  await eventually('the page knows it', 15_000, async () =>
    (await screen.ask('devices')).some(({ device }) => device === lost),
  );
  // Bo's adds two while Ana's is away, and one of them is Ana's as well: neither has heard of the other's word.
  await ana.down();
  await screen.says(/Mingle is not running/);
  await bo.enrol({ device: strangers, name: 'Somebody’s tablet', kind: 'phone' });
  await bo.enrol({ device: halls, name: 'Hall tablet', kind: 'phone' });
  await bo.down();
  await ana.up();
  await ana.enrol({ device: halls, name: 'Hall tablet', kind: 'phone' });
  await screen.ask('name_device', lost, 'Lost laptop');
  await bo.up();
  await screen.go('#/devices');
  await screen.shows('It is disputed who added it: ', 60_000);
  await screen.shows('Somebody’s tablet');
  await bo.down();

  await world.host(0).network('down');
  await screen.page.getByRole('button', { name: 'Revoke Lost laptop' }).tap();
  await screen.page.getByRole('button', { name: 'Revoke', exact: true }).tap();
  await screen.shows('Lost laptop is revoked');
  const sheet = screen.page.getByRole('dialog');
  await sheet.getByText('It had added these').waitFor();
  const gone = await goneOf(screen);
  if (gone.join() !== lost) {
    throw new Error(`while it is asked, these are revoked: ${gone}`);
  }
  const disputes = screen.page.getByText('It is disputed who added it: ');
  if ((await disputes.count()) !== 1) {
    throw new Error(`disputed on the list: ${await disputes.allTextContents()}`);
  }
  const boxes = sheet.getByRole('checkbox');
  const [first, second] = [
    boxes.and(sheet.getByLabel('Somebody’s tablet')),
    boxes.and(sheet.getByLabel('Hall tablet')),
  ];
  if ((await boxes.count()) !== 2 || (await first.isChecked()) || (await second.isChecked())) {
    throw new Error('not the two that it added, or something is ticked unasked');
  }
  const disputed = await sheet.locator('label').filter({ hasText: 'Disputed' }).allTextContents();
  if (disputed.length !== 1 || !disputed[0].includes('Hall tablet')) {
    throw new Error(`disputed are ${JSON.stringify(disputed)}`);
  }
  await first.check();
  await sheet.getByRole('button', { name: 'Revoke those ticked, too' }).tap();
  await screen.shows('Lost laptop, Somebody’s tablet are revoked.');
  await world.host(0).network('up');
  await eventually('the laptop knows of both', 30_000, async () => {
    const known = (await ana.json('devices')).filter(({ revoked }) => revoked !== null).map(({ device }) => device);
    if (known.sort().join() !== [lost, strangers].sort().join()) {
      throw new Error(known.join());
    }
    return true;
  });
}

/** Which devices this page has revoked. */
async function goneOf(screen) {
  return (await screen.ask('devices')).filter(({ revoked }) => revoked !== null).map(({ device }) => device);
}

export const stories = [
  { name: 'a phone that the laptop revokes is told at once and loses nothing', tell: revokedByTheLaptop },
  { name: 'a device that the phone revokes is revoked on the laptop', tell: revokedByThePhone },
  {
    name: 'a lost laptop is revoked at the first tap without a network and what it added is asked about after that',
    tell: revokedWithWhatItAdded,
  },
];
