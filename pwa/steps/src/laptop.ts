// What the laptop tells of itself, and whether this phone trusts it.

/** The answer to `GET /steps.json`. */
export interface Laptop {
  /** `mingle-x.local`. */
  name: string;
  port: number;
  /** Where the page is: `https://mingle-x.local:7979/`. */
  page: string;
  /** Of the certificate: SHA-256, `AB:CD:…`. */
  fingerprint: string;
  /** What the certificate's name ends with. */
  tag: string;
  /** Where the certificate is as a file and as a profile, with a key that other sites cannot read. */
  certificate: string;
  profile: string;
  expires_in_seconds: number;
}

/** What was found at a moment. */
export type Finding =
  /** The laptop is trusted, under its name. */
  | 'trusted'
  /** It is trusted, and its name leads nowhere on this network: its address does. */
  | 'nameless'
  /** It answers, and is not trusted. */
  | 'untrusted'
  /** It answers by its address alone, and is not trusted. */
  | 'untrusted-nameless'
  | 'gone';

/** Longer than any answer within a room, in milliseconds. */
const patience = 4000;

export async function askLaptop(): Promise<Laptop> {
  const answer = await fetch('/steps.json', { cache: 'no-store', signal: AbortSignal.timeout(patience) });
  if (!answer.ok) {
    throw new Error(`${answer.status}`);
  }
  return (await answer.json()) as Laptop;
}

/** Calls the laptop in each way that there is, all at once. */
export async function look({ name, port }: Laptop): Promise<Finding> {
  const [byName, byAddress, nameFound, here] = await Promise.all([
    answers(`https://${name}:${port}/trusted`),
    answers(`https://${location.host}/trusted`),
    answers(`http://${name}:${port}/trusted`),
    answers('/trusted'),
  ]);
  if (byName) {
    return 'trusted';
  }
  if (byAddress) {
    return 'nameless';
  }
  if (nameFound) {
    return 'untrusted';
  }
  return here ? 'untrusted-nameless' : 'gone';
}

/** What it says is nobody's to read here: that it answers is enough. */
async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(patience) });
    return true;
  } catch {
    return false;
  }
}
