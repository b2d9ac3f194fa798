// Whom the page talked to, by Chromium's own log of its network: every request and every socket of every frame,
// worker and service worker stands in it, before any of them could be hidden from a test.

import { readFile } from 'node:fs/promises';

/** The flag that makes Chromium keep its log in `file`. */
export function logged(file) {
  return `--log-net-log=${file}`;
}

/**
 * What was asked for by, or for, the page of `origin`: its addresses, in their order. What the browser does for itself
 * (its own updates and the like, which no page has a hand in) is left out.
 */
export async function asked(file, origin) {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const addresses = [];
  for (const line of lines) {
    // A browser that was killed leaves half a line at the end.
    const event = parse(line.replace(/,$/, ''));
    const { url, initiator } = event?.params ?? {};
    if (url !== undefined && initiator !== undefined && (initiator === origin || /^(http|ws):\/\/127\./.test(url))) {
      addresses.push(url);
    }
  }
  return addresses;
}

/** Those of `addresses` that are on another host or port than `origin`, and on none of `friends`. */
export function strangers(addresses, origin, friends = new Set()) {
  const known = new Set([new URL(origin).host, ...friends]);
  return addresses.filter((address) => !/^(data|blob):/.test(address) && !known.has(new URL(address).host));
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
