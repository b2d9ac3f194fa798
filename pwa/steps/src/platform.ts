// What this page is read on, as far as the browser says: it decides which steps there are.

export interface Platform {
  system: 'ios' | 'android' | 'mac' | 'windows' | 'linux' | 'other';
  /** What one calls it: `iPhone`, `iPad`, `phone`, `Mac`. */
  device: string;
  /** The system's version, and 0 where it is not told: Chrome tells no version of Android. */
  version: number;
  browser: 'safari' | 'chrome' | 'firefox' | 'samsung' | 'other';
  /** The browser's own version; 0 where it is not told. */
  browserVersion: number;
}

/** Reads the browser's name for itself; `fingers` is how many the screen feels, as an iPad says that it is a Mac. */
export function platformOf(agent: string, fingers: number): Platform {
  const isPad = /iPad/.test(agent) || (/Macintosh/.test(agent) && fingers > 1);
  if (isPad || /iPhone|iPod/.test(agent)) {
    return apple(agent, isPad);
  }
  if (/Android/.test(agent)) {
    return android(agent);
  }
  const systems = { mac: /Mac OS X/, windows: /Windows/, linux: /Linux|CrOS/ } as const;
  const system = (Object.keys(systems) as (keyof typeof systems)[]).find((one) => systems[one].test(agent)) ?? 'other';
  const device = { mac: 'Mac', windows: 'PC', linux: 'computer', other: 'device' }[system];
  return { system, device, version: 0, ...browserOf(agent) };
}

function apple(agent: string, isPad: boolean): Platform {
  const browser = browserOf(agent);
  // Safari's version is the system's, and the one that newer systems still tell.
  const version = numberIn(agent, /Version\/(\d+)/) || numberIn(agent, / OS (\d+)_/);
  return { system: 'ios', device: isPad ? 'iPad' : 'iPhone', version, ...browser };
}

function android(agent: string): Platform {
  // This is what browsers say that do not tell it.
  const isHidden = /Android 10; K\b/.test(agent);
  const version = isHidden ? 0 : numberIn(agent, /Android (\d+)/);
  return { system: 'android', device: 'phone', version, ...browserOf(agent) };
}

function browserOf(agent: string): Pick<Platform, 'browser' | 'browserVersion'> {
  const firefox = numberIn(agent, /(?:Firefox|FxiOS)\/(\d+)/);
  if (firefox > 0) {
    return { browser: 'firefox', browserVersion: firefox };
  }
  const samsung = numberIn(agent, /SamsungBrowser\/(\d+)/);
  if (samsung > 0) {
    // What counts is the Chromium within it.
    return { browser: 'samsung', browserVersion: numberIn(agent, /Chrome\/(\d+)/) };
  }
  const chrome = numberIn(agent, /(?:Chrome|CriOS|Chromium)\/(\d+)/);
  if (chrome > 0) {
    return { browser: 'chrome', browserVersion: chrome };
  }
  // Windows within other apps name no version.
  const safari = /Safari\//.test(agent) ? numberIn(agent, /Version\/(\d+)/) : 0;
  return safari > 0 ? { browser: 'safari', browserVersion: safari } : { browser: 'other', browserVersion: 0 };
}

function numberIn(agent: string, pattern: RegExp): number {
  return Number(agent.match(pattern)?.[1] ?? 0);
}
