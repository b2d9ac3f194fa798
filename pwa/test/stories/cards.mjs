// Somebody's card on the phone: by its camera, by a picture, by their own hand; and one's own for theirs.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { film, refused, sees } from '../camera.mjs';
import { eventually } from '../eventually.mjs';
import { atHome, keepsTheRest, onceEach } from '../home.mjs';
import { readByOther } from '../otherReader.mjs';
import { share } from '../share.mjs';

const inês = 'MECARD:N:Çelik,Inês;TEL:+351910000000;EMAIL:ines@correio.example;ORG:Faro Pilots;;';

const kwame = 'BEGIN:VCARD\nVERSION:2.1\nN:Mensah;Kwame\nTEL:+233 20 555 0101\nEND:VCARD\n';

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

/** The phone scans the code without a network, as its page opens anew; the laptop has them once there is one again. */
async function scansOffline(world, { ana, phone, origin, more }) {
  await phone.close();
  await world.host(0).network('down');
  try {
    await phone.start({ more });
    const screen = await phone.open(origin);
    await link(screen, 'Get their card').tap();
    await screen.shows('Inês Çelik');
    await screen.shows('+351910000000');
    await button(screen, 'Save').tap();
    await screen.shows(/Inês Çelik is saved/);
  } finally {
    await world.host(0).network('up');
  }
  await onceEach(ana, ['Inês Çelik', 'Bo Li']);
}

export const stories = [
  {
    name: 'a code is scanned and saved with two taps, also without a network, and is on the laptop',
    async tell(world) {
      const { end, ...home } = await withCamera(world, inês);
      const { ana, screen } = home;
      try {
        await ana.log('Bo Li @ Nordwind');
        await screen.shows('Bo Li');
        await keeps(screen);
        // The first time brings what reads codes, which stays.
        await link(screen, 'Get their card').tap();
        await screen.shows('Inês Çelik');
        await scansOffline(world, home);
      } finally {
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
    name: 'a code is scanned without a network by a phone that never scanned one before',
    patience: 150_000,
    async tell(world) {
      const { end, ...home } = await withCamera(world, inês);
      const { ana, screen } = home;
      try {
        await ana.log('Bo Li @ Nordwind');
        await screen.shows('Bo Li');
        await keeps(screen);
        // What the first visit leaves out comes unasked once the page is of use.
        await keepsTheRest(screen);
        await scansOffline(world, home);
      } finally {
        await end();
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
    name: 'what other apps share is read on this device, one thing after another',
    async tell(world) {
      const { ana, phone, screen, origin } = await atHome(world, { more: refused });
      await keeps(screen);
      await share(phone.page, origin, { mime: 'text/x-vcard', content: kwame });
      const second = await share(phone.page, origin, { content: 'mailto:omar@radio.example' });
      await second.shows('Kwame Mensah');
      await button(second, 'Save').tap();
      await second.shows(/Kwame Mensah is saved/);
      // Whatever ends the page, what was not seen to is there again.
      await second.page.reload();
      await second.shows('omar@radio.example');
      await button(second, 'Not now').tap();
      await second.page.reload();
      await second.shows('Mingle may not use the camera');
      if ((await second.page.getByText('omar@radio.example').count()) > 0) {
        throw new Error('what was put aside is there again');
      }
      await onceEach(ana, ['Kwame Mensah']);
    },
  },
  {
    name: 'of what is shared at once nothing is dropped, and what cannot be kept is told',
    async tell(world) {
      const { ana, phone, screen, origin } = await atHome(world, { more: refused });
      await keeps(screen);
      const dana = 'BEGIN:VCARD\nVERSION:4.0\nFN:Dana Ben-David\nEND:VCARD\n';
      const files = await share(phone.page, origin, { mime: 'text/vcard', content: [kwame, dana] });
      for (const name of ['Kwame Mensah', 'Dana Ben-David']) {
        await files.shows(name);
        await button(files, 'Save').tap();
        await files.shows(`${name} is saved`);
        await button(files, 'Scan the next').tap();
      }
      const beside = { title: 'From the tram museum', url: 'https://www.linkedin.com/in/zoe-odegard-1a2b' };
      const words = await share(phone.page, origin, { content: 'Met at the quay', beside });
      await words.shows('Zoe Odegard?');
      await words.shows(/From the tram museum\s+Met at the quay/);
      await button(words, 'Not now').tap();
      const [keeper] = phone.context.serviceWorkers();
      await keeper.evaluate(() => {
        Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
      });
      const full = await share(phone.page, origin, { content: 'mailto:omar@radio.example' });
      await full.shows(/What was shared could not be kept on this device/);
      await onceEach(ana, ['Kwame Mensah', 'Dana Ben-David']);
    },
  },
];
