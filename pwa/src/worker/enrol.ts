// Becoming one of the owner's devices at the daemon that served this page, over loopback, by the owner's cookie.

import type { Replica } from '#worker';
import { perform } from './journal';
import type { DeviceKey } from './key';

/** True if the daemon took us for one of the owner's, and we took it for one. Needs `mingle open` once. */
export async function enrol(replica: Replica, key: DeviceKey, name: string, kind: string): Promise<boolean> {
  const answer = await ask({ device: key.device, name, kind });
  if (answer === undefined) {
    return false;
  }
  perform(
    replica,
    () => replica.add_device(answer.device, answer.name, 'laptop'),
    () => {},
  );
  return true;
}

async function ask(who: object): Promise<{ device: string; name: string } | undefined> {
  try {
    const response = await fetch('/control/enrol', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(who),
    });
    return response.ok ? ((await response.json()) as { device: string; name: string }) : undefined;
  } catch {
    // Nobody answers: the next call asks again.
    return undefined;
  }
}
