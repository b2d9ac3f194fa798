// The dedicated worker: opens the replica, keeps it in touch with the owner's other devices, answers the tab.

import { expose } from 'comlink';
import init, { Replica } from '#worker';
import { Caller } from './call';
import { enrol } from './enrol';
import { GlanceFile } from './glance';
import { asProblem, isProblem, type Journal, journal, perform } from './journal';
import { type DeviceKey, deviceKey, keptKey } from './key';
import { onChanged } from './notice';
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

/** What needs no journal comes first: the tab makes this worker before it knows whether it may have the journal. */
const loaded = Promise.all([keptKey(), init()]);
// It is told to whoever asks.
loaded.catch(() => {});

let opened: Promise<{ device: string }> | undefined;

async function openJournal(): Promise<{ device: string }> {
  const [kept] = await loaded;
  key = await deviceKey(kept);
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
  const glance = new GlanceFile(() => calls.now());
  onChanged((kinds) => {
    if (kinds.includes('forgotten')) {
      glance.empty();
    }
    glance.later();
  });
  return { device: key.device };
}

const answers: WorkerCalls = {
  open: async () => {
    opened ??= openJournal();
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
