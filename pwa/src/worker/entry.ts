// The dedicated worker: opens the replica, keeps it in touch with the owner's other devices, answers the tab.

import { expose } from 'comlink';
import type { Joined } from '#joiner';
import init, { Replica } from '#worker';
import { Caller } from './call';
import { Control, type Opening, type PairingProgress } from './control';
import { GlanceFile } from './glance';
import { joinByCode } from './join';
import { asProblem, isProblem, type Journal, journal, perform } from './journal';
import { type DeviceKey, deviceKey, keptKey } from './key';
import { onChanged } from './notice';
import { feel, ownName, recordKind } from './own';

export interface WorkerCalls {
  /** Opens the journal; rejects with a Problem where that cannot be. */
  open(): Promise<{ device: string }>;
  /** The replica's own calls by name. */
  ask<Name extends keyof Journal>(name: Name, words: Parameters<Journal[Name]>): Promise<ReturnType<Journal[Name]>>;
  /** Calls the other devices at once. */
  callNow(): void;
  /** The page has come back from the background: a connection may be dead without anybody knowing. */
  wake(): void;
  /** The browser says that the network has come or gone. */
  heedSignal(): void;
  /** Takes in people that the importer has read. */
  importBatch(bytes: Uint8Array): Promise<ReturnType<Replica['import_batch']>>;
  /**
   * Becomes one of the owner's devices by the token of a link of `mingle open`. Rejects with a Problem: `link-ended`,
   * `revoked`, `not-running`.
   */
  useLink(token: string): Promise<void>;
  /**
   * Joins the owner's other devices by the code that the daemon shows which served this page. Rejects with a Problem:
   * `bad-code`, `wrong-code`, `no-code-shown`, `busy`, `cut-off`, `refused`, `unreachable`.
   */
  joinByCode(code: string): Promise<Joined>;
  /**
   * Has the daemon on this machine show a code. This and the next two reject with a Problem: `not-entered`, `stranger`,
   * `not-running`, or `not-here` on a page that came over the network.
   */
  openPairing(): Promise<Opening>;
  /** How far that is, once something has happened that was not seen, or after a few seconds. */
  pairing(id: number, seen: number): Promise<PairingProgress>;
  takeBackPairing(id: number): Promise<void>;
}

let key: DeviceKey;
let replica: Replica;
let caller: Caller;
let control: Control;
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
  control = new Control(key);
  calls = journal(replica, (called) => caller.pass(called));
  // Only the first time: from then on the device is called what its owner calls it.
  if (!replica.devices().some((row) => row.device === key.device)) {
    perform(
      replica,
      () => replica.be_device(ownName(), recordKind()),
      () => {},
    );
  }
  caller = new Caller(replica, key);
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
  heedSignal: () => caller?.heedSignal(),
  importBatch: async (bytes) => {
    await answers.open();
    return perform(
      replica,
      () => replica.import_batch(bytes),
      (called) => caller.pass(called),
    );
  },
  useLink: async (token) => {
    await answers.open();
    const { device, name } = await control.enrol(token, ownName(), recordKind());
    perform(
      replica,
      () => replica.add_device(device, name, 'laptop'),
      (called) => caller.pass(called),
    );
    caller.callNow();
  },
  joinByCode: async (code) => {
    await answers.open();
    const joined = await joinByCode(replica, key, code, (called) => caller.pass(called));
    caller.callNow();
    return joined;
  },
  openPairing: () => withControl((control) => control.openPairing()),
  pairing: (id, seen) => withControl((control) => control.pairing(id, seen)),
  takeBackPairing: (id) => withControl((control) => control.takeBackPairing(id)),
};

async function withControl<T>(work: (control: Control) => Promise<T>): Promise<T> {
  await answers.open();
  return work(control);
}

// Told before anything is opened.
addEventListener('message', ({ data }: MessageEvent<{ fingers?: number }>) => {
  if (data.fingers !== undefined) {
    feel(data.fingers);
  }
});
expose(answers);
