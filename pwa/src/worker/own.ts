// What this device is called until its owner names it.

/** `phone` or `laptop`, as the devices record has it. */
export function ownKind(): string {
  return /Mobile|Android|iPhone|iPad/.test(navigator.userAgent) ? 'phone' : 'laptop';
}

/** Whether the daemon that serves this page runs on this machine. */
export function isLoopback(): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
}

/** Such as `Chrome on Android`. */
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
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Mac OS X/, 'Mac'],
    [/Windows/, 'Windows'],
    [/Linux/, 'Linux'],
  ];
  const of = (names: [RegExp, string][], otherwise: string) =>
    names.find(([sign]) => sign.test(agent))?.[1] ?? otherwise;
  return `${of(browsers, 'Browser')} on ${of(systems, 'this device')}`;
}
