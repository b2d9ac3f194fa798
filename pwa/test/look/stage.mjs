// What the worker answers, staged: what it takes a daemon or a second device to bring about, for pictures and keys. That
// these come about is told by the stories with real daemons.

/** The square code of `http://192.168.1.20:7979/`. */
const rows = [
  '1111111001101100101111111',
  '1000001010101100001000001',
  '1011101010011000101011101',
  '1011101010010111101011101',
  '1011101001111010001011101',
  '1000001000000000101000001',
  '1111111010101010101111111',
  '0000000011001000000000000',
  '1000001010101101111001110',
  '1110000000010101110011110',
  '1001111001100101001101011',
  '1100010001011001100011001',
  '1000101101101010111000001',
  '1100110100000011000000010',
  '1010001101011111010101011',
  '1010110000110000100010101',
  '1001001010011100111110100',
  '0000000010001111100010100',
  '1111111000110110101011001',
  '1000001001110010100010011',
  '1011101001011101111111100',
  '1011101000111000001101011',
  '1011101001100110010000101',
  '1000001001101011101110001',
  '1111111010000011101001001',
];

export const spoken = '7k2m9qx-4ht8vz3-n5c1rwd-0jby6ge-p8s4fka-x2v7m9q-t3h6zcn-w1d5rj0';
export const ourSpoken = 'b4n8yfe-2sgm6kp-9vq3x7h-t1zc5wr-d0j6ybn-e8pa4fk-2mx9v7q-h3t5zc1';

/** What `openPairing` answers, with other words for some of it. */
export function opened(more = {}) {
  return {
    opening: 'opened',
    id: 7,
    code: '4711-0815',
    guesses: 3,
    expires_in_seconds: 598,
    name: 'mingle-kestrel',
    addresses: ['192.168.1.20:7979'],
    phone: {
      url: 'http://192.168.1.20:7979/',
      others: ['http://10.42.0.1:7979/'],
      page: 'https://mingle-kestrel.local:7979/',
      fingerprint: '3F:9A:07:C2:D1:4E:58:B6:6A:0B:91:E7:FD:22:33:C4:81:5E:AA:09:77:D0:1C:F3:62:B8:4D:E9:50:17:9B:2E',
      tag: '5c0a91ee',
      qr: { side: rows.length, rows },
    },
    ...more,
  };
}

export const phone = { address: '192.168.1.31', system: 'ios', version: '18.1', browser: 'safari', step: 'reading' };

export const other = {
  device: `${'p'.repeat(51)}g`,
  name: 'Noa’s iPhone',
  kind: 'phone',
  spoken,
  known: false,
  brings_devices: 0,
  brings_people: 0,
};

/**
 * From now on the worker's answer to a call of the tab is `answer`: `{ value }`, `{ problem }`, or `{ never: true }`. A call
 * of the replica's is `ask` and its name.
 */
export async function stage({ page }, name, answer) {
  await page.evaluate(prepare);
  await page.evaluate(
    (told) => {
      globalThis.staged[told.name] = told.answer;
    },
    { name, answer },
  );
}

/** From now on the worker itself answers that call. */
export async function unstage({ page }, name) {
  await page.evaluate((told) => {
    delete globalThis.staged[told];
  }, name);
}

/** Tells the page how far the pairing is: the next answer to `pairing`. */
export async function news({ page }, progress) {
  await page.evaluate((told) => globalThis.stagedNews.tell(told), {
    id: 7,
    guesses_left: 3,
    state: 'waiting',
    phones: [],
    ...progress,
  });
}

/** Which of the staged calls the tab has made. */
export function calls({ page }) {
  return page.evaluate(() => globalThis.stagedCalls ?? []);
}

/** Tells the tab what the worker tells unasked. */
export function notice({ page }, told) {
  const worker = page.workers().find((one) => one.url().includes('/assets/'));
  return worker.evaluate((message) => postMessage(message), told);
}

/** From now on the connection stands so, whatever the worker finds; without one, what it finds next is told again. */
export async function connection(screen, stands) {
  const worker = screen.page.workers().find((one) => one.url().includes('/assets/'));
  await worker.evaluate((told) => {
    globalThis.post ??= globalThis.postMessage;
    globalThis.postMessage = (message, ...rest) => {
      if (message?.notice !== 'connection') {
        globalThis.post(message, ...rest);
      }
    };
    if (told === undefined) {
      globalThis.postMessage = globalThis.post;
    } else {
      globalThis.post({ notice: 'connection', connection: { since: Date.now(), ...told } });
    }
  }, stands);
}

/** Runs in the tab: calls that are staged (comlink's messages) do not come to the worker. */
function prepare() {
  if (globalThis.staged !== undefined) {
    return;
  }
  globalThis.staged = {};
  globalThis.stagedCalls = [];
  const waiting = new Set();
  globalThis.stagedNews = {
    seen: 0,
    latest: undefined,
    tell(progress) {
      this.seen += 1;
      this.latest = { ...progress, seen: this.seen };
      for (const resolve of waiting) {
        resolve(this.latest);
      }
      waiting.clear();
    },
    after(seen) {
      return this.latest !== undefined && this.seen > seen
        ? Promise.resolve(this.latest)
        : new Promise((resolve) => waiting.add(resolve));
    },
  };
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = async function staged(message, ...rest) {
    const { id, path, argumentList = [] } = message ?? {};
    const [called] = path ?? [];
    // The replica's own calls come by their names.
    const name = called === 'ask' ? `ask ${argumentList[0].value}` : called;
    const told = globalThis.staged[name];
    if (told === undefined) {
      post.call(this, message, ...rest);
      return;
    }
    const words = argumentList.map(({ value }) => value);
    globalThis.stagedCalls.push([name, ...words]);
    const answer = (data) => this.dispatchEvent(new MessageEvent('message', { data: { id, ...data } }));
    if (name === 'openPairing') {
      Object.assign(globalThis.stagedNews, { seen: 0, latest: undefined });
    }
    if (name === 'pairing') {
      answer({ type: 'RAW', value: await globalThis.stagedNews.after(words[1]) });
    } else if (told.problem !== undefined) {
      answer({ type: 'HANDLER', name: 'throw', value: { isError: false, value: told.problem } });
    } else if (!told.never) {
      answer({ type: 'RAW', value: told.value });
    }
  };
}
