// How the journal stands, and what goes in and out.

import { ourSpoken, spoken, stage, unstage } from '../stage.mjs';
import { quiet } from './daily.mjs';

const card = (name, more = '') => `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:${name}\r\n${more}END:VCARD\r\n`;
const cards = [
  card('Ifeoma Eze', 'ORG:Lagos Tide Office\r\nTEL:+234 1 555 0101\r\nPHOTO:https://example.invalid/ifeoma.jpg\r\n'),
  card('Suharto'),
  card('Björk Guðmundsdóttir', 'EMAIL:bjork@example.invalid\r\n'),
  'BEGIN:VCARD\r\nVERSION:4.0\r\nN:;;;;\r\nEND:VCARD\r\n',
  'BEGIN:VCARD\r\nVERSION:9.9\r\nFN:From the future\r\n',
].join('');

/** What the worker tells the tab; that these come about is told by the stories with real daemons. */
export function tell(screen, connection) {
  const worker = screen.page.workers().find((one) => one.url().includes('/assets/'));
  return worker.evaluate((told) => {
    postMessage({ notice: 'connection', connection: { since: Date.now(), device: '', ...told } });
  }, connection);
}

export async function alone(booth, screen) {
  await screen.go('#/devices');
  await screen.shows('Add a device');
  await screen.says(/^Only in this browser/);
  await booth.show(screen, 'devices-alone', { tall: true });
  const parts = '**/assets/Add-*';
  await booth.context.route(parts, (route) => route.abort('failed'));
  await screen.go('#/add');
  await screen.shows('This screen is not kept here yet');
  await booth.show(screen, 'screen-not-kept');
  await booth.context.unroute(parts);
  await screen.page.getByRole('button', { name: 'Try again' }).click();
  await screen.page.getByRole('heading', { name: 'Take it to your phone' }).waitFor();
  await screen.go('#/devices');
  await screen.shows('Add a device');
}

export async function connected(booth, screen) {
  await screen.ask('add_device', `${'k'.repeat(51)}g`, 'Anchor', 'laptop');
  await screen.page.getByRole('button', { name: 'Look again now' }).click();
  await screen.shows('Anchor');
  await tell(screen, { state: 'exchanging', sent: 12, received: 4180, of: 10_412 });
  await screen.says(/^Syncing/);
  await booth.show(screen, 'devices-exchanging');
  await tell(screen, { state: 'in-sync', except: 0 });
  await screen.says(/^Same on both/);
  await booth.show(screen, 'devices-in-sync', { tall: true });
  await tell(screen, { state: 'in-sync', except: 1 });
  await screen.says(/all but 1/);
  await booth.show(screen, 'devices-all-but-1');
  const strange = { code: 'stranger', message: 'the other device does not know this one', theirs: true };
  await tell(screen, { state: 'turned-away', ...strange });
  await screen.says(/Not connected/);
  await booth.show(screen, 'devices-turned-away');
  await tell(screen, { state: 'turned-away', code: 'revoked', message: 'it was revoked', theirs: true });
  await screen.says(/^This device was revoked/);
  await booth.show(screen, 'devices-own-revoked');
  await tell(screen, { state: 'no-signal' });
  await screen.says(/^No signal · \d+ people/);
  await booth.show(screen, 'devices-no-signal');
  await screen.page
    .getByRole('button', { name: /^Rename/ })
    .last()
    .click();
  await booth.show(screen, 'devices-rename');
  await screen.page.keyboard.press('Escape');
  await revoke(booth, screen);
  await screen.go('#/');
  await screen.shows('Waiting on');
  await booth.show(screen, 'now-no-signal');
}

/** A phone that was lost, with a name from right to left. */
async function revoke(booth, screen) {
  const lost = `${'m'.repeat(51)}g`;
  await screen.ask('add_device', lost, 'הטלפון של נועה', 'phone');
  const row = { kind: 'phone', host: null, added: Date.now() - 3_600_000, added_by: lost, revoked: null, disputed: [] };
  const tablet = { ...row, device: `${'q'.repeat(51)}g`, spoken: ourSpoken, name: 'Noa’s old tablet' };
  const claimed = { ...row, device: `${'r'.repeat(51)}g`, spoken, name: '', added_by: null };
  claimed.disputed = [lost, (await screen.ask('devices'))[0].device, `${'s'.repeat(51)}g`];
  await stage(screen, 'ask devices', { value: [...(await screen.ask('devices')), tablet, claimed] });
  await screen.go('#/');
  await screen.shows('Waiting on');
  await screen.go('#/devices');
  await screen.page.getByText('It is disputed who added it').scrollIntoViewIfNeeded();
  await booth.show(screen, 'devices-disputed');
  await unstage(screen, 'ask devices');
  const added = [
    { row: tablet, disputed: false },
    { row: claimed, disputed: true },
  ];
  await stage(screen, 'ask devices_added_by', { value: added });
  await screen.page.getByRole('button', { name: 'Revoke הטלפון של נועה' }).click();
  await screen.shows(/is refused from now on/);
  await booth.show(screen, 'devices-revoke');
  await screen.page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await screen.shows('It had added these');
  await booth.show(screen, 'devices-revoke-added');
  await screen.page.getByRole('button', { name: 'Keep them all' }).click();
  await screen.shows(/^Revoked today/);
  await booth.show(screen, 'devices-revoked', { tall: true });
  const rows = await screen.ask('devices');
  if (rows.find(({ device }) => device === lost)?.revoked == null) {
    throw new Error(`not revoked: ${JSON.stringify(rows)}`);
  }
  await quiet(screen);
}

export async function data(booth, screen) {
  await screen.go('#/devices');
  const file = { name: 'address book.vcf', mimeType: 'text/vcard', buffer: Buffer.from(cards) };
  await screen.page.locator('input[type=file]').setInputFiles(file);
  await screen.shows(/^New:\s\d/);
  const summary = screen.page.getByText(/could not be read/);
  await summary.click();
  await booth.show(screen, 'devices-imported', { tall: true });
  const saved = screen.page.waitForEvent('download');
  await screen.page.getByRole('button', { name: 'Save everything' }).click();
  await saved;
  await screen.shows(/^Packed: /);
  await booth.show(screen, 'devices-exported', { tall: true });
  await quiet(screen);
}
