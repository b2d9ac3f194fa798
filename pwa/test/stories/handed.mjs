// The phone in somebody else's hand: they type their name, and whatever they try they see nothing of the journal.

import { refused } from '../camera.mjs';
import { eventually } from '../eventually.mjs';
import { atHome, onceEach } from '../home.mjs';
import { share } from '../share.mjs';
import {
  addresses,
  button,
  goRound,
  holdFinger,
  holdKey,
  mine,
  nameLabel,
  showsNothing,
  tapAll,
  type,
  wayLabel,
} from '../strangersHand.mjs';

/** What has the focus by keys, field by field; the title says what the screen is for. */
const reached = ['Good to meet you!', nameLabel, wayLabel, 'Done', 'This phone is mine: hold for two seconds'];
const singleKeys = [
  'Escape',
  'g',
  'm',
  'c',
  'e',
  'd',
  '/',
  'n',
  '?',
  'F6',
  'Alt+ArrowLeft',
  'Alt+ArrowRight',
  'Backspace',
];
const kwame = 'BEGIN:VCARD\nVERSION:4.0\nFN:Kwame Mensah\nTEL:+233 20 555 0101\nEND:VCARD\n';

/** Waits until the service worker keeps what the page loads. */
const keeps = ({ page }) => page.waitForFunction(() => navigator.serviceWorker.controller !== null);

/** Runs in every page from its first moment: says on the console whatever of the journal is there while it is locked. */
function tellLeaks(secrets) {
  const look = () => {
    if (localStorage.getItem('mingle-handed-over') === null) {
      return;
    }
    const all = `${document.documentElement?.outerHTML} ${document.title}`;
    for (const secret of secrets.filter((one) => all.includes(one))) {
      console.error(`leak: ${secret} at ${location.hash}`);
    }
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, all);
}

/** Somebody's journal with two people, open in two windows, one of them at a person; and what nobody else may see of it. */
async function begin(world) {
  const { ana, phone, screen, origin } = await atHome(world, { more: refused });
  await ana.log('Ximena Quispe @ Mercado Sur, plays chess');
  await ana.log('Bo Li @ Nordwind, +47 555 01 01');
  await screen.shows('Ximena Quispe');
  await keeps(screen);
  const [{ id }] = await ana.find('Ximena');
  const secrets = ['Ximena', 'Mercado', 'chess', 'Nordwind', 'Bo Li', id, 'Kwame'];
  return { ana, phone, screen, origin, id, secrets };
}

/** Hands the phone over. */
async function hand(screen) {
  await screen.go('#/cards');
  // What comes before it in the view is settled then, and it stays where it is.
  await screen.shows('Mingle may not use the camera');
  await button(screen, /^They type it/).tap();
  await button(screen, mine).waitFor();
}

/** Of all that the pages said since they were opened: what of the journal was ever there while it was locked. */
function noLeak(phone) {
  const leaks = phone.console.filter((words) => words.includes('leak: '));
  if (leaks.length > 0) {
    throw new Error(`for a moment it was there: ${[...new Set(leaks)].join('; ')}`);
  }
}

export const stories = [
  {
    name: 'while they type it no touch, key or gesture shows anything of the journal',
    async tell(world) {
      const home = await begin(world);
      const { phone, screen, origin, id } = home;
      const { page } = screen;
      await phone.context.addInitScript(tellLeaks, home.secrets);
      await screen.go(`#/person/${id}`);
      await screen.shows('plays chess');
      const other = { page: await phone.window(`${origin}/#/people`) };
      await other.page.getByRole('button', { name: 'Use it here' }).waitFor();
      await page.bringToFront();
      await hand(screen);
      await showsNothing(screen, home, 'handed over');
      await showsNothing(other, home, 'in the other window');
      await other.page.close();
      const names = await goRound(screen);
      const strange = names.filter((name) => !reached.some((one) => name.startsWith(one)));
      if (strange.length > 0 || !reached.slice(1).every((one) => names.some((name) => name.startsWith(one)))) {
        throw new Error(`the keys lead to ${names.join(' | ')}`);
      }
      for (const key of singleKeys) {
        await page.keyboard.press(key);
      }
      await showsNothing(screen, home, 'after keys');
      await tapAll(screen);
      for (let taps = 0; taps < 12; taps += 1) {
        await button(screen, mine).tap();
      }
      await holdFinger(screen, 1500);
      await holdFinger(screen, 1500);
      await holdKey(screen, 1500);
      await holdKey(screen, 3000, () => page.keyboard.press('Tab'));
      await showsNothing(screen, home, 'after taps, and holds that were too short');
      await page.evaluate(() =>
        document.querySelectorAll('input').forEach((input) => {
          input.value = '';
        }),
      );
      for (let back = 0; back < 6; back += 1) {
        await page.goBack({ timeout: 3000 }).catch(() => {});
        if (page.url().startsWith(origin)) {
          await showsNothing(screen, home, `after going back ${back + 1} times`);
        }
      }
      for (let forward = 0; forward < 6; forward += 1) {
        await page.goForward({ timeout: 3000 }).catch(() => {});
        if (page.url().startsWith(origin)) {
          await showsNothing(screen, home, `after going forward ${forward + 1} times`);
        }
      }
      await page.goto(origin);
      await page.evaluate((person) => history.pushState({ person }, '', `#/person/${person}`), id);
      await page.evaluate(() => history.back());
      await showsNothing(screen, home, 'after a change of the history');
      noLeak(phone);
    },
  },
  {
    name: 'while they type it no address, window, share, end of the browser or lack of a network shows anything of the journal',
    async tell(world) {
      const home = await begin(world);
      const { ana, phone, screen, origin, id } = home;
      const { page } = screen;
      await phone.context.addInitScript(tellLeaks, home.secrets);
      await hand(screen);
      for (const address of addresses(origin, id)) {
        await screen.go(address.includes('#') ? `#${address.split('#')[1]}` : '#/');
        await showsNothing(screen, home, `within the page at ${address}`);
        await page.goto('about:blank');
        await page.goto(address);
        await showsNothing(screen, home, `at ${address}`);
      }
      await page.reload();
      await showsNothing(screen, home, 'after a reload');
      const opened = phone.context.waitForEvent('page');
      await page.evaluate(() => void window.open('/#/people'));
      const popup = { page: await opened };
      await showsNothing(popup, home, 'in a window that it opened');
      await popup.page.close();
      // What arrives meanwhile is the owner's to see.
      const shared = await share(await phone.context.newPage(), origin, { mime: 'text/vcard', content: kwame });
      await showsNothing(shared, home, 'after something was shared');
      await shared.page.close();
      await ana.log('Zoë Nordwind @ Nordwind, sings');
      await world.host(0).network('down');
      try {
        await page.reload();
        await showsNothing(screen, home, 'without a network');
        await phone.close();
        await phone.start({ more: refused });
        await phone.context.addInitScript(tellLeaks, home.secrets);
        const again = await phone.open(`${origin}/#/person/${id}`);
        await showsNothing(again, home, 'in a browser that was closed and opened, without a network');
        await type(again, 'Đorđe Nguyễn', '+47 555 01 01');
        await phone.killPage();
      } finally {
        await world.host(0).network('up');
      }
      const back = await phone.open(`${origin}/#/cards/mine`);
      await showsNothing(back, home, 'after the tab was ended');
      noLeak(phone);
      await holdFinger(back, 2400);
      await back.shows('They typed');
      await back.shows('Kwame Mensah');
      await button(back, /^Log it with Bo Li/).waitFor();
      await button(back, /^Save$/)
        .first()
        .tap();
      await back.shows(/Đorđe Nguyễn is saved/);
      await button(back, /^Save$/).tap();
      await back.shows(/Kwame Mensah is saved/);
      await onceEach(ana, ['Đorđe Nguyễn', 'Kwame Mensah', 'Ximena Quispe', 'Bo Li', 'Zoë Nordwind']);
    },
  },
  {
    name: 'an empty battery neither unlocks a phone that was handed over nor loses what they typed',
    async tell(world) {
      const home = await begin(world);
      const { ana, phone, screen, origin } = home;
      await hand(screen);
      await type(screen, 'Đorđe Nguyễn', 'djordje@most.example');
      await button(screen, 'Done').tap();
      await screen.shows('Thank you, Đorđe Nguyễn!');
      await button(screen, 'Someone else types, too').tap();
      await type(screen, 'Ngozi', 'ngozi@most.exam');
      await eventually('it is kept', 5000, () => screen.page.evaluate(keepsWords, 'ngozi@most.exam'));
      await phone.kill();
      await phone.start({ more: refused });
      await phone.context.addInitScript(tellLeaks, home.secrets);
      const again = await phone.open(origin);
      await showsNothing(again, home, 'after the battery was empty');
      noLeak(phone);
      const way = await again.page.getByLabel(wayLabel).inputValue();
      if (way !== 'ngozi@most.exam') {
        throw new Error(`what was typed has become '${way}'`);
      }
      // A second window shows the same; taken back there, nothing of it is lost.
      const other = { page: await phone.window(origin) };
      await button(other, mine).waitFor();
      await again.page.getByLabel(wayLabel).fill('ngozi@most.example');
      await eventually(
        'the other window follows',
        5000,
        async () => (await other.page.getByLabel(wayLabel).inputValue()) === 'ngozi@most.example',
      );
      await other.page.bringToFront();
      await holdKey(other, 2600);
      // It is unlocked; the journal is open in the first one.
      await button(other, 'Use it here').waitFor();
      await other.page.close();
      await again.page.bringToFront();
      await again.shows('ngozi@most.example');
      await again.shows('djordje@most.example');
      for (const name of ['Đorđe Nguyễn', 'Ngozi']) {
        await button(again, /^Save$/)
          .first()
          .tap();
        await again.shows(`${name} is saved.`);
      }
      await onceEach(ana, ['Đorđe Nguyễn', 'Ngozi', 'Ximena Quispe', 'Bo Li']);
      const left = await again.page.evaluate(() =>
        ['mingle-handed-over', 'mingle-typing', 'mingle-typed'].map((key) => localStorage.getItem(key)).join(),
      );
      if (left !== ',,[]') {
        throw new Error(`left behind: ${left}`);
      }
    },
  },
];

/** Runs in the page: whether these words are where an empty battery leaves them. */
async function keepsWords(words) {
  const { result: database } = await new Promise((resolve, reject) => {
    const request = indexedDB.open('mingle-page');
    Object.assign(request, { onsuccess: () => resolve(request), onerror: () => reject(request.error) });
  });
  const reading = database.transaction('draft').objectStore('draft').get('handed');
  await new Promise((resolve) => Object.assign(reading, { onsuccess: resolve, onerror: resolve }));
  database.close();
  return JSON.stringify(reading.result ?? '').includes(words);
}
