// The dedicated worker: opens the replica, keeps it in touch with the owner's other devices, answers the tab.

import { expose } from 'comlink';
import init, { Replica } from '#worker';
import { Caller } from './call';
import { enrol } from './enrol';
import { asProblem, isProblem, type Journal, journal, perform } from './journal';
import { type DeviceKey, deviceKey } from './key';
import { ownKind, ownName } from './own';

export interface WorkerCalls {
  /** Opens the journal; rejects with a Problem where that cannot be. */
  open(): Promise<{ device: string }>;
  /** The replica's own calls by name. */
  ask<Name extends keyof Journal>(name: Name, words: Parameters<Journal[Name]>): Promise<ReturnType<Journal[Name]>>;
  /** Calls the other devices at once. */
  callNow(): void;
  /** The page has come back from the background: a connection may be dead without anybody knowing. */
  wake(): void;
  /** Takes in people that the importer has read. */
  importBatch(bytes: Uint8Array): Promise<ReturnType<Replica['import_batch']>>;
}

let key: DeviceKey;
let replica: Replica;
let caller: Caller;
let calls: Journal;

const opened = (async () => {
  [key] = await Promise.all([deviceKey(), init()]);
  replica = await Replica.open(key.device);
  caller = new Caller(replica, key, address(), () => enrol(replica, key, ownName(), ownKind()));
  calls = journal(replica, (called) => caller.pass(called));
  // Only the first time: from then on the device is called what its owner calls it.
  if (!replica.devices().some((row) => row.device === key.device)) {
    perform(
      replica,
      () => replica.be_device(ownName(), ownKind()),
      () => {},
    );
  }
  caller.callNow();
  return { device: key.device };
})();
// It is told to whoever asks.
opened.catch(() => {});

const answers: WorkerCalls = {
  open: async () => {
    try {
      return await opened;
    } catch (error) {
      throw isProblem(error) ? error : asProblem(error);
    }
  },
  ask: async (name, words) => {
    await answers.open();
    const call = calls[name] as (...words: unknown[]) => never;
    return call(...words);
  },
  callNow: () => caller?.callNow(),
  wake: () => caller?.callAfresh(),
  importBatch: async (bytes) => {
    await answers.open();
    return perform(
      replica,
      () => replica.import_batch(bytes),
      (called) => caller.pass(called),
    );
  },
};

function address(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;
}

expose(answers);
