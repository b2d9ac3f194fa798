// Answers a host's questions for names under .local by asking the network (RFC 6762): node test/resolver.mjs ADDRESS, on a
// host of the lab that has that address. It stands in for what a phone has in its system; what it asks, and who answers,
// are real. For every other name it knows of nobody.

import { createSocket } from 'node:dgram';

const group = '224.0.0.251';
const port = 5353;
/** How long the network is waited for, and how often it is asked meanwhile, in milliseconds. */
const patience = 2000;
const again = 400;

const types = { a: 1 };
const classes = 0x7fff;

/** The name that begins at `at` (RFC 1035, section 4.1.4), and where what follows it does. */
function readName(bytes, at) {
  const labels = [];
  let next;
  for (let jumps = 0; ; ) {
    const length = bytes[at];
    if (length === undefined || jumps > 20) {
      throw new Error('a name that does not end');
    }
    if (length >= 0xc0) {
      next ??= at + 2;
      at = bytes.readUInt16BE(at) & 0x3fff;
      jumps += 1;
    } else if (length === 0) {
      return { name: labels.join('.').toLowerCase(), next: next ?? at + 1 };
    } else {
      labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
}

function writeName(name) {
  return Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')])),
    Buffer.of(0),
  ]);
}

function numbers(...all) {
  const bytes = Buffer.alloc(all.length * 2);
  for (const [at, number] of all.entries()) {
    bytes.writeUInt16BE(number, at * 2);
  }
  return bytes;
}

/** The addresses that an answer of the network gives: name, address, seconds. */
function addressesIn(bytes) {
  const count = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10);
  let at = 12;
  for (let left = bytes.readUInt16BE(4); left > 0; left -= 1) {
    at = readName(bytes, at).next + 4;
  }
  const found = [];
  for (let left = count; left > 0; left -= 1) {
    const { name, next } = readName(bytes, at);
    const length = bytes.readUInt16BE(next + 8);
    if (bytes.readUInt16BE(next) === types.a && (bytes.readUInt16BE(next + 2) & classes) === 1 && length === 4) {
      found.push({ name, address: bytes.subarray(next + 10, next + 14), seconds: bytes.readUInt32BE(next + 4) });
    }
    at = next + 10 + length;
  }
  return found;
}

const [own] = process.argv.slice(2);
const network = createSocket({ type: 'udp4', reuseAddr: true });
/** Who waits for which name. */
const waiting = new Map();

network.on('message', (bytes) => {
  if ((bytes[2] & 0x80) === 0) {
    return;
  }
  try {
    for (const { name, address, seconds } of addressesIn(bytes)) {
      if (seconds > 0) {
        for (const tell of waiting.get(name) ?? []) {
          tell(address);
        }
      }
    }
  } catch {
    // Somebody else's packet.
  }
});

function askNetwork(name) {
  return new Promise((resolve) => {
    const question = Buffer.concat([numbers(0, 0, 1, 0, 0, 0), writeName(name), numbers(types.a, 1)]);
    const send = () => network.send(question, port, group, () => {});
    const timer = setInterval(send, again);
    const tell = (address) => {
      clearInterval(timer);
      clearTimeout(end);
      waiting.get(name)?.delete(tell);
      resolve(address);
    };
    const end = setTimeout(() => tell(undefined), patience);
    waiting.set(name, (waiting.get(name) ?? new Set()).add(tell));
    send();
  });
}

const host = createSocket('udp4');
host.on('message', async (bytes, asker) => {
  const { name, next } = readName(bytes, 12);
  const question = bytes.subarray(12, next + 4);
  const isAddress = bytes.readUInt16BE(next) === types.a;
  const isLocal = name.endsWith('.local');
  const address = isLocal && isAddress ? await askNetwork(name) : undefined;
  // No error where there may be such a name with another type of record; else: there is no such name.
  const flags = address !== undefined || (isLocal && !isAddress) ? 0x8180 : 0x8183;
  const answer = address === undefined ? [] : [numbers(0xc00c, types.a, 1, 0, 5, 4), address];
  const header = numbers(bytes.readUInt16BE(0), flags, 1, answer.length === 0 ? 0 : 1, 0, 0);
  host.send(Buffer.concat([header, question, ...answer]), asker.port, asker.address, () => {});
});

network.bind(port, () => {
  network.setMulticastInterface(own);
  network.addMembership(group, own);
  host.bind(53, '127.0.0.1', () => console.log('ready'));
});
