// What a browser or a machine can deny: each time a sentence that a person understands, and nothing is lost.

import { eventually } from '../eventually.mjs';
import { atHome, onceEach } from '../home.mjs';

const noPlace = /This browser gives Mingle no place to keep a journal\./;
const full = /There is no space left for the journal/;

/** A browser without OPFS, as Firefox's private windows are: Chromium is told to leave it out. */
async function withoutOpfs(world) {
  const { ana, phone, screen, origin } = await atHome(world);
  await screen.log('Suharto, collects anemometers');
  const draft = 'Łucja Žižek, knows lighthouse keepers';
  await screen.line.pressSequentially(draft, { delay: 20 });
  await screen.page.waitForTimeout(1000);
  await phone.close();

  await phone.start({ more: ['--disable-blink-features=FileSystemAccessOriginPrivate'] });
  const denied = await phone.open(origin);
  await denied.shows(noPlace);
  await phone.close();

  await phone.start();
  const again = await phone.open(origin);
  await again.has(draft);
  await again.says(/^Same on both/);
  await again.save.tap();
  await again.has('');
  await onceEach(ana, ['Suharto', 'Łucja Žižek']);
}

/** What is written before the page has found out that there is no place stays, and goes in when there is one. */
async function writtenTooEarly(world) {
  const { ana, phone, origin } = await atHome(world, { slow: 6 });
  await phone.close();
  await phone.start({ more: ['--disable-blink-features=FileSystemAccessOriginPrivate'] });
  await phone.context.addInitScript(writeAtOnce, 'Ayşe Çelik, asked about the bridge 🌉');
  const denied = await phone.open(origin);
  await denied.shows(noPlace);
  await eventually('the line is taken up', 15_000, () => denied.isRestored());
  await denied.page.waitForTimeout(1000);
  await phone.close();

  await phone.start();
  const again = await phone.open(origin);
  await again.says(/^Same on both/);
  if ((await again.written()) !== '') {
    await again.save.tap();
  }
  await onceEach(ana, ['Ayşe Çelik']);
}

/** Runs in the page before its own scripts: writes into the field of its first paint as soon as that is there. */
function writeAtOnce(text) {
  const look = new MutationObserver(() => {
    const field = document.querySelector('#line');
    if (field !== null) {
      look.disconnect();
      field.value = text;
    }
  });
  look.observe(document, { childList: true, subtree: true });
}

/** A browser whose owner has forbidden all sites to store anything. */
async function nothingAllowed(world) {
  const ana = await world.device('ana', 0);
  await ana.up();
  const phone = await world.phone(0);
  await phone.forbidStorage();
  await phone.start();
  const screen = await phone.open(new URL(await ana.link()).origin);
  await screen.shows(noPlace);
}

/** No room for the journal: the line stays, and goes in once there is room. */
async function quotaFull(world) {
  const { ana, phone, screen, origin } = await atHome(world);
  await screen.log('Suharto, collects anemometers');
  await phone.page.close();
  const tight = await phone.open('about:blank');
  await phone.command('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await tight.page.goto(origin);
  await tight.line.fill(`Kwame Mensah, ${'moved to Tromsø in March and builds boats there 🛶 '.repeat(200)}`);
  await tight.save.tap();
  await tight.shows(full);
  await tight.shows('Kwame Mensah');
  await phone.command('Storage.overrideQuotaForOrigin', { origin });
  await tight.tryAgain.tap();
  await onceEach(ana, ['Suharto', 'Kwame Mensah']);
}

/** The browser lost its part of a save, as in an empty battery: the draft is back, and the replica has the line already. */
async function savedByHalf(world) {
  const { ana, screen } = await atHome(world);
  const text = 'Łucja Žižek, knows lighthouse keepers';
  await screen.line.fill(text);
  const draft = await eventually('the draft is kept', 5000, () => screen.page.evaluate(keptDraft));
  await screen.save.tap();
  await onceEach(ana, ['Łucja Žižek']);
  await screen.page.evaluate(keptDraft, draft);
  await screen.page.reload();
  await screen.says(/^Same on both/);
  await eventually(
    'the field is empty',
    10_000,
    async () => (await screen.isRestored()) && (await screen.written()) === '',
  );
  await screen.log('Suharto, collects anemometers');
  await onceEach(ana, ['Łucja Žižek', 'Suharto']);
}

/** Runs in the page: the draft that the browser keeps, after putting this one there, if it is given. */
function keptDraft(draft) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('mingle-page');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const store = opening.result.transaction('draft', 'readwrite').objectStore('draft');
      const asked = draft === undefined ? store.get('line') : store.put(draft, 'line');
      asked.onsuccess = () => {
        opening.result.close();
        resolve(asked.result);
      };
    };
  });
}

/** One trap is hardly seen: the next worker finds what was written, and is given the line once more. */
async function trappedOnce(world) {
  const { ana, phone, screen } = await atHome(world);
  await screen.log('Suharto, collects anemometers');
  await onceEach(ana, ['Suharto']);
  const [worker] = phone.workers();
  await worker.evaluate(trapNext, 1);
  await screen.log('Łucja Žižek, knows lighthouse keepers');
  await screen.log('Ayşe Çelik, asked about the bridge 🌉');
  await onceEach(ana, ['Suharto', 'Łucja Žižek', 'Ayşe Çelik']);
  if (phone.workers().includes(worker)) {
    throw new Error('the worker has not trapped');
  }
}

/** A module that traps again and again is given up with a sentence; what was written is there when it works again. */
async function trappedAgainAndAgain(world) {
  const { ana, phone, screen, origin } = await atHome(world);
  await screen.log('Suharto, collects anemometers');
  await onceEach(ana, ['Suharto']);
  const trap = (worker) => worker.evaluate(trapNext, 1000).catch(() => {});
  phone.page.on('worker', trap);
  await Promise.all(phone.workers().map(trap));
  // All at once: the field takes nothing more as soon as the journal is given up.
  await screen.line.fill('Łucja Žižek, knows lighthouse keepers');
  await screen.save.tap();
  await screen.shows(/The journal keeps stopping/);
  await screen.shows(/What was saved is kept/);
  phone.page.off('worker', trap);
  await phone.close();

  await phone.start();
  const again = await phone.open(origin);
  await again.says(/^Same on both|^1 line is not in the journal yet/);
  // What the module broke off over is not given to it once more without being asked for, if it came to that.
  const writeAgain = again.page.getByRole('button', { name: 'Write again' });
  await eventually('the line is there, or the page asks', 20_000, async () => {
    return (await ana.find('Łucja Žižek')).length > 0 || (await writeAgain.isVisible());
  });
  if (await writeAgain.isVisible()) {
    await writeAgain.tap();
    await again.has('Łucja Žižek, knows lighthouse keepers');
    await again.save.tap();
  }
  await onceEach(ana, ['Suharto', 'Łucja Žižek']);
}

/** Runs in the worker: the next `times` times that the module looks at the clock end in WebAssembly's own trap. */
function trapNext(times) {
  const unreachable = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11,
  ]);
  const { t: trap } = new WebAssembly.Instance(new WebAssembly.Module(unreachable)).exports;
  const { getTime } = Date.prototype;
  let left = times;
  Date.prototype.getTime = function () {
    left -= 1;
    if (left === 0) {
      Date.prototype.getTime = getTime;
    }
    trap();
    return getTime.call(this);
  };
}

export const stories = [
  { name: 'a browser without a place for files is told so, and what was there before is kept', tell: withoutOpfs },
  { name: 'what is saved before the page knows that there is no place is kept', tell: writtenTooEarly },
  { name: 'a browser that keeps nothing at all is told so', tell: nothingAllowed },
  { name: 'a full device keeps the line, and takes it when there is room', tell: quotaFull },
  { name: 'a line that only the journal got to keep does not stand in the field again', tell: savedByHalf },
  { name: 'a worker that traps is replaced and the line is written once', tell: trappedOnce },
  {
    name: 'a worker that traps again and again is given up with a sentence, and nothing is lost',
    tell: trappedAgainAndAgain,
  },
];
