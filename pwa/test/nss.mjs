// The certificates that a browser on Linux trusts besides its own: an NSS database in the HOME that it is given.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes the database for a browser with this HOME that was not started yet: it trusts nobody by it. */
export async function trustNobody(home) {
  const folder = path.join(home, '.pki', 'nssdb');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await run('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
}

/** Has a browser with this HOME and its database trust whatever `certificate` (DER) vouches for. */
export async function trust(home, certificate) {
  const folder = path.join(home, '.pki', 'nssdb');
  const file = path.join(home, 'root.crt');
  await writeFile(file, certificate);
  await run('certutil', ['-A', '-d', `sql:${folder}`, '-n', 'mingle', '-t', 'C,,', '-i', file]);
}
