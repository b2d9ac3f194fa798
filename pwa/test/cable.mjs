// A cable between a browser and a laptop that can be taken out at a chosen moment: node test/cable.mjs PORT ADDRESS, on a
// host of the lab. What comes to 127.0.0.1:PORT goes to ADDRESS:PORT as it is: TLS all the way, and no word of it is read.
//
// Reads lines of JSON: {"after": COUNT, "do": "cut" | "hold"}. Of the connections made from then on, the first whose
// browser wants to send more than COUNT TLS records (RFC 8446, section 5.1) is cut, or stands and carries nothing more
// either way until one end is gone; the others are left alone. Prints lines of JSON: {"ready": true}, {"stopped": WHICH} as it has done that,
// {"sent": COUNT} as a connection ends.

import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [port, address] = process.argv.slice(2);
const head = 5;

const tell = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);

/** What is to happen; to be done once. */
let order;

createInterface(process.stdin).on('line', (line) => {
  order = JSON.parse(line);
});

/** Takes bytes, and gives the whole records that they complete. */
function records() {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const whole = [];
    while (rest.length >= head && rest.length >= head + rest.readUInt16BE(3)) {
      const end = head + rest.readUInt16BE(3);
      whole.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return whole;
  };
}

const server = createServer((browser) => {
  const laptop = connect(Number(port), address);
  const mine = order;
  const whole = records();
  let sent = 0;
  const stop = () => {
    order = undefined;
    browser.pause();
    laptop.removeAllListeners('data').resume();
    // What was passed on before is to arrive.
    laptop.write('', () => {
      if (mine.do === 'cut') {
        browser.destroy();
      }
      tell({ stopped: mine.do });
    });
  };
  browser.on('data', (bytes) => {
    for (const record of whole(bytes)) {
      if (mine !== undefined && order === mine && sent === mine.after) {
        stop();
      }
      if (browser.isPaused()) {
        return;
      }
      laptop.write(record);
      sent += 1;
    }
  });
  laptop.on('data', (bytes) => browser.write(bytes));
  browser.on('error', () => {}).on('close', () => laptop.destroy());
  laptop.on('error', () => {}).on('close', () => browser.destroy());
  browser.on('close', () => tell({ sent }));
});
server.listen(Number(port), '127.0.0.1', () => tell({ ready: true }));
