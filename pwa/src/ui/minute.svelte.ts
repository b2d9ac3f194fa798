// The time to the minute, for what changes by itself: what is soon, what is overdue, what was today.

class Minute {
  now = $state(Date.now());

  constructor() {
    setInterval(() => this.#look(), 60_000);
    // A phone that slept has missed its minutes.
    addEventListener('visibilitychange', () => this.#look());
  }

  #look(): void {
    if (document.visibilityState === 'visible') {
      this.now = Date.now();
    }
  }
}

export const minute = new Minute();
