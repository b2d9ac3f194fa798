// Two windows of one browser: one of them has the journal, and either can take it from the other.

import { atHome, onceEach } from '../home.mjs';
import { Screen } from '../screen.mjs';

const elsewhere = 'Mingle is open in another window';

/** A second window waits, says so, and takes over; what was being written goes with the journal. */
async function takeOver(world) {
  const { ana, phone, screen: first, origin } = await atHome(world);
  const second = new Screen(await phone.window(origin));
  await second.shows(elsewhere);
  await first.page.bringToFront();
  await first.log('Suharto, collects anemometers');
  const draft = 'Łucja Žižek, knows lightho';
  await first.line.pressSequentially(draft, { delay: 20 });

  await second.page.bringToFront();
  await second.useItHere.tap();
  await first.shows(elsewhere);
  await second.has(draft);
  await second.says(/^Same on both/);
  await second.line.pressSequentially('use keepers', { delay: 20 });
  await second.save.tap();
  await second.has('');
  const unfinished = 'Ayşe Çelik, asked abo';
  await second.line.pressSequentially(unfinished, { delay: 20 });

  await first.page.bringToFront();
  await first.useItHere.tap();
  await second.shows(elsewhere);
  await first.has(unfinished);
  await first.line.pressSequentially('ut the bridge 🌉', { delay: 20 });
  await first.save.tap();
  await first.has('');
  await onceEach(ana, ['Suharto', 'Łucja Žižek', 'Ayşe Çelik']);
}

/** Whoever waits gets the journal by itself once the window that has it is closed. */
async function closed(world) {
  const { ana, phone, screen: first, origin } = await atHome(world);
  const second = new Screen(await phone.window(origin));
  await second.shows(elsewhere);
  await first.page.bringToFront();
  await first.line.pressSequentially('Ngọc Nguyễn, plays', { delay: 20 });
  await first.page.waitForTimeout(300);
  await first.page.close();
  await second.says(/^Same on both/);
  await second.has('Ngọc Nguyễn, plays');
  await second.line.pressSequentially(' the theremin', { delay: 20 });
  await second.save.tap();
  await onceEach(ana, ['Ngọc Nguyễn']);
}

/** A window that lost the journal has it again once the one that took it is closed. */
async function backAgain(world) {
  const { ana, phone, screen: first, origin } = await atHome(world);
  const second = new Screen(await phone.window(origin));
  await second.useItHere.tap();
  await first.shows(elsewhere);
  await second.log('Kwame Mensah, moved to Tromsø in March');
  await second.page.close();
  await first.says(/^Same on both/);
  await first.log('Björk Guðmundsdóttir, sings');
  await onceEach(ana, ['Kwame Mensah', 'Björk Guðmundsdóttir']);
}

export const stories = [
  { name: 'a second window says that it waits, and takes the journal and the draft over', tell: takeOver },
  { name: 'a window that waits goes on where a closed one stopped', tell: closed },
  { name: 'a window that lost the journal has it again when the other is closed', tell: backAgain },
];
