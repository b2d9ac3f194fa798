// What this device is called until its owner names it.

/** How many fingers the screen feels. A worker is not told. */
let fingers = navigator.maxTouchPoints;

/** Tells a worker how many fingers the screen feels. */
export function feel(many: number): void {
  fingers = many;
}

/** Safari on an iPad says that it is on a Mac; no Mac's screen feels fingers. */
export function isPad(): boolean {
  return /iPad/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && fingers > 1);
}

/** `phone` or `laptop`: what this page is on. */
export function ownKind(): string {
  return isPad() || /Mobile|Android|iPhone/.test(navigator.userAgent) ? 'phone' : 'laptop';
}

/** What the devices record says that this page is: a laptop's page is no laptop, and is given none of its secrets. */
export function recordKind(): string {
  return ownKind() === 'phone' ? 'phone' : 'browser';
}

/** A path of a daemon, for a socket; of the one that served this page where no other is named. */
export function socketAddress(path: string, host = location.host): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${host}${path}`;
}

/** Whether the daemon that serves this page runs on this machine. */
export function isLoopback(): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
}

/** Such as `Chrome on Android`, `Safari on iPad`. */
export function ownName(): string {
  const agent = navigator.userAgent;
  const browsers: [RegExp, string][] = [
    [/Firefox\//, 'Firefox'],
    [/Edg\//, 'Edge'],
    [/Chrom(e|ium)\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ];
  const systems: [RegExp, string][] = [
    [/iPhone/, 'iPhone'],
    [/Android/, 'Android'],
    [/Mac OS X/, 'Mac'],
    [/Windows/, 'Windows'],
    [/Linux/, 'Linux'],
  ];
  const of = (names: [RegExp, string][], otherwise: string) =>
    names.find(([sign]) => sign.test(agent))?.[1] ?? otherwise;
  return `${of(browsers, 'Browser')} on ${isPad() ? 'iPad' : of(systems, 'this device')}`;
}
