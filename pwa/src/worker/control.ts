// What the owner's page on the laptop itself asks of the daemon there: who we are is shown by the device's key.

import type { DeviceId, Problem } from '#worker';
import type { DeviceKey } from './key';
import { isLoopback } from './own';

/** A code is shown from now on, or one is already. */
export type Opening =
  | {
      opening: 'opened';
      id: number;
      /** As in `4711-0815`. */
      code: string;
      /** Wrong codes that may be tried. */
      guesses: number;
      expires_in_seconds: number;
      /** Under which multicast DNS finds this laptop. */
      name: string;
      /** Where it listens on local networks, as in `192.168.1.20:7979`. */
      addresses: string[];
      /** What a phone needs; null while Mingle listens on this machine alone. */
      phone: PhoneSteps | null;
    }
  | { opening: 'already-open'; id: number; expires_in_seconds: number };

export interface PhoneSteps {
  /** The steps, over plain HTTP: what the QR says. */
  url: string;
  /** The same at this laptop's other addresses. */
  others: string[];
  /** The page itself. */
  page: string;
  /** SHA-256 of the owner's root certificate, as certificate views show it. */
  fingerprint: string;
  /** The last word of the certificate's name. */
  tag: string;
  /** One string of 0 and 1 a row, without the quiet zone. */
  qr: { side: number; rows: string[] };
}

/** How far a pairing is. */
export type PairingProgress = {
  id: number;
  seen: number;
  guesses_left: number;
  /** The phones that have asked for the steps, at most four. */
  phones?: PhoneProgress[];
} & (
  | { state: 'waiting' }
  | { state: 'wrong-code'; from: string }
  | { state: 'joining' | 'cut-off' | 'joined'; other: OtherDevice }
  | { state: 'came-to-nothing'; other: OtherDevice; reason: string }
  | { state: 'closed'; why: 'guesses' | 'time' | 'taken-back' }
);

/** The device that joins, by its own words. */
export interface OtherDevice {
  device: DeviceId;
  name: string;
  kind: string;
  /** Its key with its check characters. */
  spoken: string;
  /** It was one of the owner's before. */
  known: boolean;
  brings_devices: number;
  brings_people: number;
}

/** How far a phone is: the furthest of these. */
export type PhoneStep = 'reading' | 'fetched' | 'refused' | 'trusted' | 'opened';

export interface PhoneProgress {
  address: string;
  system: 'ios' | 'android' | 'windows' | 'mac' | 'linux' | 'other';
  /** Such as `17.4`, or empty. */
  version: string;
  browser: 'safari' | 'chrome' | 'firefox' | 'samsung' | 'other';
  step: PhoneStep;
}

/** The daemon, as it says who it is. */
export interface Daemon {
  device: DeviceId;
  name: string;
}

/** Longer than the daemon ever waits for news before it answers, in milliseconds. */
const patience = 15_000;

export class Control {
  readonly #key: DeviceKey;
  #bearer: string | undefined;

  constructor(key: DeviceKey) {
    this.#key = key;
  }

  /** Becomes one of the owner's devices by the token of a link of `mingle open`; answers which daemon that is. */
  async enrol(token: string, name: string, kind: string): Promise<Daemon> {
    const response = await ask('POST', '/control/enrol', { body: { token, device: this.#key.device, name, kind } });
    return (await taken(response)) as Daemon;
  }

  async openPairing(): Promise<Opening> {
    return (await this.#entered('POST', '/control/pairing')) as Opening;
  }

  /** Answers once something has happened that was not seen, or after a few seconds. */
  async pairing(id: number, seen: number): Promise<PairingProgress> {
    return (await this.#entered('GET', `/control/pairing/${id}/${seen}`)) as PairingProgress;
  }

  async takeBackPairing(id: number): Promise<void> {
    await this.#entered('DELETE', `/control/pairing/${id}`);
  }

  /** Asks as one of the owner's devices; signs in first where that is due: a daemon that was started anew knows nobody. */
  async #entered(method: string, path: string): Promise<unknown> {
    if (!isLoopback()) {
      throw problem(
        'not-here',
        'Only the laptop itself shows a code.',
        'Open Mingle on the laptop, and show it there.',
      );
    }
    const fresh = this.#bearer === undefined;
    const bearer = this.#bearer ?? (await this.#enter());
    const response = await ask(method, path, { bearer });
    if (response.status !== 401 || fresh) {
      return taken(response);
    }
    this.#bearer = undefined;
    return taken(await ask(method, path, { bearer: await this.#enter() }));
  }

  async #enter(): Promise<string> {
    const { challenge } = (await taken(await ask('GET', '/control/challenge'))) as { challenge: string };
    const signed = await this.#key.sign(new TextEncoder().encode(`mingle control 1\n${location.host}\n${challenge}`));
    const body = { device: this.#key.device, challenge, signature: hex(signed) };
    const { bearer } = (await taken(await ask('POST', '/control/enter', { body }))) as { bearer: string };
    this.#bearer = bearer;
    return bearer;
  }
}

async function ask(
  method: string,
  path: string,
  { body, bearer }: { body?: object; bearer?: string } = {},
): Promise<Response> {
  const headers = new Headers();
  if (body !== undefined) {
    headers.set('content-type', 'application/json');
  }
  if (bearer !== undefined) {
    headers.set('authorization', `Bearer ${bearer}`);
  }
  const signal = AbortSignal.timeout(patience);
  try {
    return await fetch(path, { method, headers, signal, cache: 'no-store', body: body ? JSON.stringify(body) : null });
  } catch (error) {
    throw problem('not-running', `Mingle does not answer on this laptop: ${error}`, 'Run `mingle` in a terminal.');
  }
}

/** What a daemon answered; a failure is thrown as a Problem. */
async function taken(response: Response): Promise<unknown> {
  const said: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    return said;
  }
  const { code, message, hint } = (said ?? {}) as Partial<Problem>;
  if (code !== undefined && message !== undefined) {
    throw problem(code, message, hint ?? null);
  }
  throw response.status === 401
    ? problem('not-entered', 'The daemon does not know this browser.', 'Run `mingle open` in a terminal.')
    : problem('not-understood', `The daemon answered ${response.status}.`, 'Load the page again.');
}

function problem(code: string, message: string, hint: string | null): Problem {
  return { code, message, hint };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
