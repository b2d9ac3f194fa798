// The hosts of the lab that this program runs in (tests/src/bin/lab.rs), and real devices on them.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from './eventually.mjs';

const run = promisify(execFile);
/** Where devices of the lab listen. */
export const port = 7749;
const here = path.dirname(fileURLToPath(import.meta.url));
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

  /** Starts one of the programs of this folder on this host, and waits for its first line; `say` gives it one of JSON. */
  async start(program, words) {
    const [first, ...rest] = [...this.command, process.execPath, path.join(here, program), ...words];
    const child = spawn(first, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = [];
    const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
    await Promise.race([
      once(reader, 'line'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`))),
    ]);
    const say = (words) => child.stdin.write(`${JSON.stringify(words)}\n`);
    return { lines, say, end: () => child.kill('SIGKILL') };
  }

  /**
   * Gives this host what a phone has in its system, and the machine of the tests has not: names under .local are looked up
   * on the network.
   */
  async resolve() {
    const folder = path.join('/etc/netns', this.command.at(-1));
    await mkdir(folder, { recursive: true });
    // `ip netns exec` puts it over the machine's own.
    await writeFile(path.join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
    const { end } = await this.start('resolver.mjs', [this.address]);
    return async () => {
      end();
      await rm(folder, { recursive: true, force: true });
    };
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

  /** Runs `mingle` with these words, and returns what it prints for a person. */
  async text(...words) {
    const { command, options } = this.#mingle(words);
    const { stdout } = await run(command[0], command.slice(1), options);
    return stdout;
  }

  /** Starts the daemon, and waits until it answers; `listen` are words that say where it does. */
  async up({ listen = ['--listen', `${this.host.address}:${port}`] } = {}) {
    const { command, options } = this.#mingle(['up', ...listen]);
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

  /** What the daemon has said so far, in all of its lives. */
  output() {
    return readFile(path.join(this.#home, 'output'), 'utf8');
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

  /**
   * Has a code shown; `heard` are the words that the command prints from then on, and `ended` resolves as it has ended.
   */
  async pair() {
    const { command, options } = this.#mingle(['--json', 'pair']);
    const child = spawn(command[0], command.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const heard = [];
    let said = '';
    child.stderr.on('data', (bytes) => {
      said += bytes;
    });
    const lines = createInterface(child.stdout);
    // A failure is told in several lines.
    lines.on('line', (line) => {
      if (line.startsWith('{"')) {
        heard.push(JSON.parse(line));
      } else {
        said += line;
      }
    });
    const ended = once(child, 'exit').then(([code]) => code);
    await Promise.race([
      once(lines, 'line'),
      ended.then((code) => Promise.reject(new Error(`mingle pair ended with ${code}: ${said}`))),
    ]);
    return { code: heard[0].code, heard, ended, said: () => said };
  }

  /** Has `other` join this device, by a code, as people do it. */
  async adopt(other) {
    const { code, ended } = await this.pair();
    await other.json('join', `${this.host.address}:${port}`, '--code', code);
    await ended;
  }

  /** Makes a browser's key one of the owner's, as its page would by a link. */
  async enrol(browser) {
    const { origin, hash } = new URL(await this.link());
    const body = JSON.stringify({ token: hash.replace('#open=', ''), ...browser });
    const asked = `fetch('${origin}/control/enrol', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: process.argv[1] }).then((answer) => process.exit(answer.ok ? 0 : 1))`;
    await this.host.run(process.execPath, ['-e', asked, body]);
  }

  /** Where the devices record says that this device is found. */
  async networkHost() {
    const id = await this.id();
    return (await this.json('devices')).find(({ device }) => device === id).host;
  }

  /** The certificate (DER) of the owner's authority, as whoever is on `host` loads it while a code is shown. */
  async certificate(host) {
    const at = `http://${this.host.address}:${port}`;
    const loaded = `fetch('${at}/steps.json').then(async (steps) => {
      const answer = await fetch('${at}' + (await steps.json()).certificate);
      if (!answer.ok) { throw new Error(answer.status); }
      process.stdout.write(Buffer.from(await answer.arrayBuffer()).toString('base64'));
    })`;
    return Buffer.from(await host.run(process.execPath, ['-e', loaded]), 'base64');
  }

  /** Where the authority is kept, with the key that signs for it. */
  get authority() {
    return path.join(this.#home, 'data', 'authority.pem');
  }

  /** Ends the daemon as its owner would. */
  async down() {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    const ended = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await ended;
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
