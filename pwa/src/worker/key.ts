// The device's key: Ed25519 (RFC 8032), made once, kept by the browser, never to be read out of it.

import { type DBSchema, openDB } from 'idb';
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

/** The key that this origin's storage has, or a new one. Fails where the browser has no Ed25519 or keeps nothing. */
export async function deviceKey(): Promise<DeviceKey> {
  const pair = (await kept()) ?? (await make());
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    device: base32(raw),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes.slice())),
  };
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
