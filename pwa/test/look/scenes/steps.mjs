// The steps page, as it is on phones of either kind, and on others: what it says before anything, and as it goes on.

import assert from 'node:assert/strict';
import { Booth } from '../booth.mjs';

const port = 7979;
const address = `192.168.1.20:${port}`;
const name = 'mingle-kestrel.local';
const named = `${name}:${port}`;

const apple = (system) =>
  `Mozilla/5.0 (${system} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1`;
const linux = (system, browser) =>
  `Mozilla/5.0 (Linux; ${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${browser} Mobile Safari/537.36`;

const agents = {
  ios: apple('iPhone; CPU iPhone OS 18_1'),
  'ios-chrome': apple('iPhone; CPU iPhone OS 18_1').replace('Version/18.1', 'CriOS/141.0.7390.41'),
  'ios-old': apple('iPhone; CPU iPhone OS 16_7').replace('Version/18.1', 'Version/16.6'),
  android: linux('Android 10; K', 'Chrome/156.0.0.0'),
  samsung: linux('Android 14; SM-S921B', 'SamsungBrowser/28.0 Chrome/138.0.0.0'),
  'android-old': linux('Android 10; K', 'Chrome/128.0.0.0'),
  firefox: 'Mozilla/5.0 (Android 15; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
};

/** What is said where there is something else to do first. */
const begins = {
  'ios-chrome': 'Open this address in Safari',
  'ios-old': 'This iPhone needs an update first',
  'android-old': 'Update this browser first',
  firefox: 'Open this address in Chrome',
  mac: 'Is this a laptop?',
};

/** What the laptop serves with each file of it (the daemon narrows it as this does). */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' " +
  `http://${named} https://${named} https://${address}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export const laptop = {
  name,
  port,
  page: `https://${named}/`,
  fingerprint: '3F:9A:07:C2:D1:4E:58:B6:6A:0B:91:E7:FD:22:33:C4:81:5E:AA:09:77:D0:1C:F3:62:B8:4D:E9:50:17:9B:2E',
  tag: '5c0a91ee',
  certificate: '/mingle.crt?key=c4815eaa',
  profile: '/mingle.mobileconfig?key=c4815eaa',
  expires_in_seconds: 540,
};

/** `world` is what the network and the phone are like: which of the laptop's doors answer. */
export async function steps(server, world, size, pictures) {
  const booths = [];
  for (const [kind, userAgent] of Object.entries(size === 'wide' ? { mac: agents.mac } : agents)) {
    Object.assign(world, { here: true, name: true, trusted: false, byAddress: false, laptop });
    const booth = await Booth.create(size, `http://${address}`, pictures, {
      look: { userAgent },
      names: { [address]: new URL(server.origin).host },
      friends: [`http://${named}`, `https://${named}`, `https://${address}`],
    });
    booths.push(booth);
    try {
      await booth.start();
      await doors(booth, world);
      const screen = await booth.open();
      await screen.shows(begins[kind] ?? /does not trust your laptop yet/);
      await booth.show(screen, `steps-${kind}`, { tall: true });
      await (further[kind] ?? (() => {}))(booth, screen, world);
      await booth.leave();
    } finally {
      await booth.end();
    }
  }
  return booths;
}

/** What leads beyond the plain address answers as the world is just then. */
async function doors(booth, world) {
  const answer = (is) => (route) => (is() ? route.fulfill({ status: 204 }) : route.abort('failed'));
  await booth.context.route(
    `http://${named}/trusted`,
    answer(() => world.here && world.name),
  );
  await booth.context.route(
    `https://${named}/trusted`,
    answer(() => world.here && world.name && world.trusted),
  );
  await booth.context.route(
    `https://${address}/trusted`,
    answer(() => world.here && world.trusted),
  );
  await booth.context.route(laptop.page, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><html lang="en"><title>Mingle</title><h1>Mingle</h1>',
    }),
  );
}

/** The certificate is given to whoever has the laptop's own link alone. */
async function leadsTo(screen, words, href) {
  assert.equal(await screen.page.getByRole('link', { name: words }).getAttribute('href'), href);
}

const further = {
  /** The name that is not found, a laptop that goes, a time that is over, and at last the way on. */
  ios: async (booth, screen, world) => {
    await leadsTo(screen, 'Load the profile', laptop.profile);
    world.name = false;
    await screen.shows(/does not find the name .* either/);
    await booth.show(screen, 'steps-untrusted-nameless');
    world.trusted = true;
    await screen.shows(/Trusted, but its name is not found here/);
    await booth.show(screen, 'steps-nameless', { tall: true });
    world.here = false;
    await screen.shows(/does not answer/);
    await booth.show(screen, 'steps-gone');
    world.here = true;
    world.trusted = false;
    await screen.shows(/does not trust your laptop yet/);
    const style = 'html { zoom: 2 }';
    await screen.page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    }, style);
    await booth.show(screen, 'large-steps-ios', { tall: true });
    world.name = true;
    world.trusted = true;
    await screen.page.waitForURL(laptop.page);
  },
  android: async (booth, screen, world) => {
    await leadsTo(screen, 'Load mingle.crt', laptop.certificate);
    await screen.page.getByText('It is called otherwise on my phone').click();
    await booth.show(screen, 'steps-android-otherwise', { tall: true });
    world.laptop = { ...laptop, expires_in_seconds: 0 };
    await screen.page.reload();
    await screen.shows(/does not trust your laptop yet/);
    world.here = false;
    await screen.shows(/time of the code is over/);
    await booth.show(screen, 'steps-over');
    await screen.page.reload();
    await screen.page.getByRole('button', { name: 'Try again' }).waitFor();
    await booth.show(screen, 'steps-no-laptop');
    world.here = true;
    world.trusted = true;
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.page.waitForURL(laptop.page);
  },
  mac: async (booth, screen) => {
    await screen.page.getByText('It shall have Mingle in its browser alone').click();
    await screen.shows(/does not trust your laptop yet/);
    for (const summary of await screen.page.locator('details:not([open]) > summary').all()) {
      await summary.click();
    }
    await booth.show(screen, 'steps-mac-opened', { tall: true });
  },
};
