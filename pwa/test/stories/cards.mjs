// Somebody's card on the phone: by its camera, by a picture, by their own hand; and one's own for theirs.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { film, refused, sees } from '../camera.mjs';
import { eventually } from '../eventually.mjs';
import { atHome, onceEach } from '../home.mjs';
import { readByOther } from '../otherReader.mjs';

const inês = 'MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@correio.example;ORG:Faro Pilots;;';

/** A phone at home whose camera sees a code that says `text`. */
async function withCamera(world, text) {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingle-film-'));
  try {
    const more = sees(await film(path.join(folder, 'code.y4m'), text));
    return { ...(await atHome(world, { more })), more, end: () => rm(folder, { recursive: true, force: true }) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Waits until the service worker keeps what the page loads. */
const keeps = ({ page }) => page.waitForFunction(() => navigator.serviceWorker.controller !== null);

const button = (screen, name) => screen.page.getByRole('button', { name });
const link = (screen, name) => screen.page.getByRole('link', { name });

/** Opens a place in the page and sees that nothing of the journal is anywhere in it. */
async function showsNothing({ page }, secrets, where) {
  await page.getByRole('button', { name: 'This phone is mine' }).waitFor();
  await page.waitForFunction(() => location.hash === '#/cards', undefined, { timeout: 5000 });
  const told = await page.evaluate(() => ({
    text: document.documentElement.outerHTML,
    title: document.title,
    fields: [...document.querySelectorAll('input, textarea')].map(({ value }) => value),
    hash: location.hash,
  }));
  const all = JSON.stringify(told);
  for (const secret of secrets) {
    if (all.includes(secret)) {
      throw new Error(`${where}: '${secret}' is in the page`);
    }
  }
  const left = await page.locator('nav, aside, #line, [data-said]').count();
  if (left > 0 || told.hash !== '#/cards') {
    throw new Error(`${where}: ${left} parts of the journal are there, at ${told.hash}`);
  }
}

async function hold(screen, milliseconds) {
  const { page } = screen;
  const box = await button(screen, 'This phone is mine').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await new Promise((later) => setTimeout(later, milliseconds));
  await page.mouse.up();
}

export const stories = [
  {
    name: 'a code is scanned and saved with two taps, also without a network, and is on the laptop',
    async tell(world) {
      const { ana, phone, screen, origin, more, end } = await withCamera(world, inês);
      try {
        await ana.log('Bo Li @ Nordwind');
        await screen.shows('Bo Li');
        await keeps(screen);
        // The first time brings what reads codes, which stays.
        await link(screen, 'Get their card').tap();
        await screen.shows('Inês Çelik');
        await phone.close();
        await world.host(0).network('down');
        await phone.start({ more });
        const again = await phone.open(origin);
        await link(again, 'Get their card').tap();
        await again.shows('Inês Çelik');
        await again.shows('+351910000000');
        await button(again, 'Save').tap();
        await again.shows(/Inês Çelik is saved/);
        await world.host(0).network('up');
        await onceEach(ana, ['Inês Çelik', 'Bo Li']);
      } finally {
        await world.host(0).network('up');
        await end();
      }
    },
  },
  {
    name: 'whoever is in the journal already gets the talk, and is not made twice',
    async tell(world) {
      const { ana, screen, end } = await withCamera(world, inês);
      try {
        await ana.log('Inês @ Faro Pilots, +351 910 000 000');
        await screen.shows('Inês');
        await link(screen, 'Get their card').tap();
        await screen.shows(/Inês is in your journal already/);
        await button(screen, /^Log this talk with/).tap();
        await screen.shows(/Talk with Inês logged/);
        await eventually('the laptop has one person and two talks', 20_000, async () => {
          const { interactions, contact } = await ana.json('show', 'Inês');
          const { people } = await ana.json('status');
          return people === 1 && interactions.length === 2 && 'ines@correio.example' in contact.emails;
        });
        // And back: the card's mail address goes, the person stays.
        await button(screen, 'Undo').first().tap();
        await eventually('it is taken back', 20_000, async () => {
          const { interactions, contact } = await ana.json('show', 'Inês');
          return interactions.length === 1 && Object.keys(contact.emails).length === 0;
        });
      } finally {
        await end();
      }
    },
  },
  {
    name: 'without the camera a text, a file and their own hand lead on',
    async tell(world) {
      const { ana, screen } = await atHome(world, { more: refused });
      await screen.go('#/cards');
      await screen.shows('Mingle may not use the camera');
      await button(screen, 'Paste').tap();
      const text = screen.page.getByRole('dialog').getByRole('textbox');
      await text.fill('https://www.linkedin.com/in/zoe-odegard-1a2b');
      await button(screen, 'Read it').tap();
      await button(screen, 'Zoe Odegard?').tap();
      await screen.page.getByLabel('What are they called?').fill('Zoë Ødegård');
      await button(screen, 'Save').tap();
      await screen.shows(/Zoë Ødegård is saved/);
      await button(screen, 'Scan the next').tap();
      await screen.page.getByLabel('A file with their card').setInputFiles({
        name: 'card.vcf',
        mimeType: 'text/vcard',
        buffer: Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:नोआ लेवी\r\nTEL:+91 98765 43210\r\nEND:VCARD\r\n'),
      });
      await screen.shows('नोआ लेवी');
      await button(screen, 'Save').tap();
      await screen.shows(/नोआ लेवी is saved/);
      await onceEach(ana, ['Zoë Ødegård', 'नोआ लेवी']);
    },
  },
  {
    name: 'while they type it no tap, key, gesture or address shows anything of the journal',
    async tell(world) {
      const { ana, phone, screen, origin } = await atHome(world, { more: refused });
      await ana.log('Ximena Quispe @ Mercado Sur, plays chess');
      await ana.log('Bo Li @ Nordwind, +47 555 01 01');
      await screen.shows('Ximena Quispe');
      const [{ id }] = await ana.find('Ximena');
      await keeps(screen);
      const secrets = ['Ximena', 'Mercado', 'Nordwind', 'Bo Li', id];
      const { page } = screen;
      await screen.go(`#/person/${id}`);
      await screen.shows('plays chess');
      const other = await phone.window(origin);
      await other.getByText('Ximena Quispe').first().waitFor();
      await page.bringToFront();
      await screen.go('#/cards');
      await button(screen, /^They type it/).tap();
      await showsNothing(screen, secrets, 'handed over');
      await other.getByRole('button', { name: 'This phone is mine' }).waitFor({ timeout: 5000 });
      await showsNothing({ page: other }, secrets, 'in the other window');
      await other.close();
      for (const key of ['Escape', 'g', 'm', '/', 'n', '?', 'c', 'Alt+ArrowLeft', 'F6']) {
        await page.keyboard.press(key);
      }
      for (let tabs = 0; tabs < 8; tabs += 1) {
        await page.keyboard.press('Tab');
      }
      await showsNothing(screen, secrets, 'after keys');
      await screen.go(`#/person/${id}`);
      await showsNothing(screen, secrets, 'by an address');
      await page.goBack({ timeout: 3000 }).catch(() => {});
      await page.goBack({ timeout: 3000 }).catch(() => {});
      await page.goForward({ timeout: 3000 }).catch(() => {});
      if (!page.url().startsWith(origin)) {
        await page.goto(origin);
      }
      await showsNothing(screen, secrets, 'after going back');
      await page.reload();
      await showsNothing(screen, secrets, 'after a reload');
      await page.goto(`${origin}/#/people`);
      await page.goto(`${origin}/?x=1#/person/${id}`);
      await showsNothing(screen, secrets, 'opened anew');
      await page.getByLabel('Your name, as you spell it').fill('Đorđe Nguyễn');
      await page.getByLabel('One way to reach you').fill('+47 555 01 01');
      await hold(screen, 600);
      await button(screen, 'This phone is mine').tap();
      await showsNothing(screen, secrets, 'after a tap on the lock');
      // The system ends the tab: what was typed is there, and the lock is.
      await phone.killPage();
      const back = await phone.open(origin);
      await showsNothing(back, secrets, 'after the tab was killed');
      const typed = await back.page.getByLabel('Your name, as you spell it').inputValue();
      if (typed !== 'Đorđe Nguyễn') {
        throw new Error(`what was typed has become '${typed}'`);
      }
      await button(back, 'Done').tap();
      await back.shows('Thank you, Đorđe Nguyễn!');
      await showsNothing(back, secrets, 'thanked');
      await hold(back, 2400);
      // Its owner sees what was typed, and that the number is somebody's.
      await back.shows('They typed');
      await back.shows('Or do you know them already?');
      await button(back, /^Log it with Bo Li/).waitFor();
      await button(back, /^Save$/).tap();
      await back.shows(/Đorđe Nguyễn is saved/);
      await onceEach(ana, ['Đorđe Nguyễn', 'Ximena Quispe', 'Bo Li']);
      const left = await back.page.evaluate(() => Object.keys(localStorage).filter((key) => /typ|handed/.test(key)));
      const kept = await back.page.evaluate(() => localStorage.getItem('mingle-typed'));
      if (left.join() !== 'mingle-typed' || kept !== '[]') {
        throw new Error(`left behind: ${left} ${kept}`);
      }
    },
  },
  {
    name: 'my own card is shown without a network, and another reader reads it',
    async tell(world) {
      const { ana, phone, screen, origin } = await atHome(world, { more: refused });
      await keeps(screen);
      await screen.go('#/cards/mine');
      await button(screen, 'Make my card').tap();
      await screen.page.getByLabel('Name').fill('Þóra Sigurðardóttir');
      await screen.page.getByLabel('Number').fill('+354 555 0101');
      await screen.page.getByLabel('Mail address').fill('þóra@höfn.example');
      await button(screen, 'Save').tap();
      const code = screen.page.getByRole('img', { name: 'My card as a QR code' });
      await code.waitFor();
      await eventually('the laptop has it', 20_000, async () => (await ana.json('me')).name === 'Þóra Sigurðardóttir');
      const { card, ascii } = await ana.json('me');
      await phone.close();
      await world.host(0).network('down');
      try {
        await phone.start({ more: refused });
        const again = await phone.open(`${origin}/#/cards/mine`);
        const shown = again.page.getByRole('img', { name: 'My card as a QR code' });
        await shown.waitFor();
        const says = await readByOther(await shown.screenshot());
        await button(again, 'Letters come out wrong?').tap();
        await button(again, 'For most phones').waitFor();
        const inAscii = await readByOther(await shown.screenshot());
        if (says !== card || inAscii !== ascii) {
          throw new Error(`it says ${JSON.stringify({ says, inAscii })}`);
        }
        await again.page.emulateMedia({ colorScheme: 'dark' });
        if ((await readByOther(await shown.screenshot())) !== ascii) {
          throw new Error('in the dark it is not read');
        }
      } finally {
        await world.host(0).network('up');
      }
    },
  },
  {
    name: 'what another app shares is read on this device',
    async tell(world) {
      const { ana, phone, screen, origin } = await atHome(world, { more: refused });
      await phone.page.evaluate(() => navigator.serviceWorker.ready);
      await phone.page.reload();
      await screen.says(/^Same on both/);
      const share = async (name, type, words) => {
        await phone.page.evaluate(
          ([field, mime, content]) => {
            const form = document.createElement('form');
            Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
            const input = document.createElement('input');
            input.name = field;
            if (mime === '') {
              input.value = content;
            } else {
              input.type = 'file';
              const carrier = new DataTransfer();
              carrier.items.add(new File([content], 'card.vcf', { type: mime }));
              input.files = carrier.files;
            }
            form.append(input);
            document.body.append(form);
            form.submit();
          },
          [name, type, words],
        );
      };
      await share(
        'card',
        'text/x-vcard',
        'BEGIN:VCARD\nVERSION:2.1\nN:Mensah;Kwame\nTEL:+233 20 555 0101\nEND:VCARD\n',
      );
      await screen.shows('Kwame Mensah');
      await button(screen, 'Save').tap();
      await screen.shows(/Kwame Mensah is saved/);
      await share('text', '', 'mailto:omar@radio.example');
      await screen.shows('omar@radio.example');
      if (!phone.page.url().startsWith(`${origin}/#/cards`)) {
        throw new Error(`it is at ${phone.page.url()}`);
      }
      await onceEach(ana, ['Kwame Mensah']);
    },
  },
];
