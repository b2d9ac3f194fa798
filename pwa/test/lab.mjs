// The hosts of the lab that this program runs in (tests/src/bin/lab.rs), and real devices on them.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.mjs';

const run = promisify(execFile);
const port = 7749;
const patience = 20_000;

/** A host of the lab: a network namespace that Chromium and daemons are put into. */
export class Host {
  constructor({ address, command }) {
    this.address = address;
    /** The words that begin a command on this host. */
    this.command = command;
  }

  /** Runs a program on this host to its end; returns what it printed. */
  async run(program, words = [], options = {}) {
    const [first, ...rest] = [...this.command, program, ...words];
    const { stdout } = await run(first, rest, options);
    return stdout;
  }

  /** Takes this host's network `down` or gives it back (`up`), loopback too: its page has none at all meanwhile. */
  async network(state) {
    for (const link of ['eth0', 'lo']) {
      await this.run('ip', ['link', 'set', link, state]);
    }
  }
}

/** The hosts that the lab has for us. */
export function hosts() {
  const told = process.env.MINGLE_LAB;
  if (told === undefined) {
    throw new Error('these tests need hosts of their own: cargo xtask test page');
  }
  return JSON.parse(told).map((host) => new Host(host));
}

/** A device: a folder with its data, and the real `mingle` on a host. */
export class Device {
  #home;
  #daemon;

  static async create(name, host) {
    const device = new Device();
    device.name = name;
    device.host = host;
    device.#home = await mkdtemp(path.join(tmpdir(), `mingle-${name}-`));
    // Whoever asks for the status first makes the key.
    await device.json('status');
    return device;
  }

  /** Runs `mingle --json` with these words; returns what it printed, or fails with what it said. */
  async json(...words) {
    const { command, options } = this.#mingle(['--json', ...words]);
    const { stdout } = await run(command[0], command.slice(1), { ...options, maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout);
  }

  /** Starts the daemon, and waits until it answers. */
  async up() {
    const { command, options } = this.#mingle(['up', '--listen', `${this.host.address}:${port}`]);
    const daemon = spawn(command[0], command.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = createWriteStream(path.join(this.#home, 'output'), { flags: 'a' });
    daemon.stdout.pipe(output, { end: false });
    daemon.stderr.pipe(output, { end: false });
    this.#daemon = daemon;
    await eventually(`${this.name}'s daemon answers`, patience, async () => {
      if (daemon.exitCode !== null) {
        const said = await readFile(path.join(this.#home, 'output'), 'utf8');
        throw new Error(`it ended with ${daemon.exitCode}: ${said.slice(-500)}`);
      }
      return (await this.json('status')).listeners?.length > 0;
    });
  }

  /** Ends the daemon as a crash would. */
  async kill9() {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (daemon !== undefined && daemon.exitCode === null) {
      const ended = once(daemon, 'exit');
      daemon.kill('SIGKILL');
      await ended;
    }
  }

  /** A link that opens the page as its owner. */
  async link() {
    return (await this.json('open', '--print')).url;
  }

  async id() {
    return (await this.json('status')).device;
  }

  async fingerprint() {
    return (await this.json('status')).replica.fingerprint;
  }

  /** Makes this device take `id` for one of the owner's. */
  introduce(id, name) {
    return this.json('introduce', id, '--name', name);
  }

  /** Writes a line; when this returns, it is acknowledged. */
  log(line) {
    return this.json('log', line);
  }

  /** What a search for `words` finds. */
  find(words) {
    return this.json('find', words);
  }

  /** Ends the daemon and removes the data. */
  async end() {
    await this.kill9();
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  #mingle(words) {
    const binary = process.env.MINGLE_BIN;
    if (binary === undefined) {
      throw new Error('MINGLE_BIN names the built daemon: cargo xtask test page');
    }
    return {
      command: [...this.host.command, binary, '--data-dir', path.join(this.#home, 'data'), ...words],
      options: { env: { ...process.env, HOME: this.#home, TZ: 'Europe/Berlin', RUST_BACKTRACE: '1' } },
    };
  }
}
