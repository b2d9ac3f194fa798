// The device's key: Ed25519 (RFC 8032), made once, kept by the browser, never to be read out of it.

import { type DBSchema, openDB } from 'idb';
import type { Problem } from '#worker';
import { base32 } from './base32';

interface Kept extends DBSchema {
  key: { key: 'device'; value: CryptoKeyPair };
}

export interface DeviceKey {
  /** The public key as an id: 52 characters. */
  device: string;
  /** The signature over `bytes`: 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The key that this origin's storage has, if it has one and can be read. */
export function keptKey(): Promise<CryptoKeyPair | undefined> {
  return kept().catch(() => undefined);
}

/**
 * The key that was found, or that this origin's storage has by now, or a new one: only for whoever has the journal, as
 * two who make one at the same time would be two devices. Rejects with a Problem where that cannot be.
 */
export async function deviceKey(found: CryptoKeyPair | undefined): Promise<DeviceKey> {
  const pair = await keyPair(found).catch((error: unknown) => {
    throw keyProblem(error);
  });
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    device: base32(raw),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes.slice())),
  };
}

async function keyPair(found: CryptoKeyPair | undefined): Promise<CryptoKeyPair> {
  return found ?? (await kept()) ?? (await make());
}

/** By the names of the browser's own errors (webidl.spec.whatwg.org, DOMException). */
function keyProblem(error: unknown): Problem {
  const name = error instanceof Error ? error.name : '';
  const codes: Record<string, string> = { NotSupportedError: 'old-browser', QuotaExceededError: 'disk-full' };
  return { code: codes[name] ?? 'no-files', message: String(error), hint: null };
}

const open = () =>
  openDB<Kept>('mingle-device', 1, {
    upgrade: (database) => {
      database.createObjectStore('key');
    },
  });

async function kept(): Promise<CryptoKeyPair | undefined> {
  const database = await open();
  try {
    return await database.get('key', 'device');
  } finally {
    database.close();
  }
}

async function make(): Promise<CryptoKeyPair> {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  const database = await open();
  try {
    const writing = database.transaction('key', 'readwrite', { durability: 'strict' });
    await Promise.all([writing.store.put(pair, 'device'), writing.done]);
  } finally {
    database.close();
  }
  return pair;
}
