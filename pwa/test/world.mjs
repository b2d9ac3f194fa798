// What one story has: hosts, devices on them, phones. All of it ends with the story.

import { appendFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Device, hosts } from './lab.mjs';
import { Phone } from './phone.mjs';

export class World {
  #hosts = hosts();
  #devices = [];
  #phones = [];
  #ends = [];

  host(number) {
    return this.#hosts[number];
  }

  /** A device on the host of that number, its daemon not started. */
  async device(name, number) {
    const device = await Device.create(name, this.host(number));
    this.#devices.push(device);
    return device;
  }

  /** A phone whose browser is on the host of that number: the page over loopback. Not started. */
  async phone(number, options = {}) {
    const phone = await Phone.create({ ...options, within: this.host(number).command });
    this.#phones.push(phone);
    return phone;
  }

  /**
   * A phone on a host of its own, which finds the owner's daemons by their names, and trusts `certificate` if one is given.
   * Not started.
   */
  async phoneOnNetwork(number, certificate) {
    this.#ends.push(await this.host(number).resolve());
    const phone = await this.phone(number, { resolves: true });
    if (certificate !== undefined) {
      await phone.trust(certificate);
    }
    return phone;
  }

  /** Starts one of the programs of this folder on the host of that number; returns the lines that it prints. */
  async start(number, program, words) {
    const started = await this.host(number).start(program, words);
    this.#ends.push(started.end);
    return started;
  }

  /** What holds of every story at its end: no page asked for anything beyond its origin. */
  async leave() {
    for (const phone of this.#phones) {
      await phone.leave();
    }
  }

  /** Leaves pictures and what was said in a new folder; returns that. */
  async tell() {
    const folder = await mkdtemp(path.join(tmpdir(), 'mingle-page-failed-'));
    for (const [number, phone] of this.#phones.entries()) {
      const said = await phone.tell(path.join(folder, `phone-${number}`));
      await appendFile(path.join(folder, `phone-${number}`, 'console'), said.map((one) => `${one}\n`).join(''));
    }
    return folder;
  }

  async end() {
    for (const phone of this.#phones) {
      await phone.end();
    }
    for (const device of this.#devices) {
      await device.end();
    }
    for (const end of this.#ends) {
      await end();
    }
    for (const host of this.#hosts) {
      await host.network('up');
    }
  }
}
