// Which version of the page this is, and whether a newer one waits.

type Version = 'unknown' | 'latest' | 'looking' | 'waiting' | 'unreachable';

class About {
  state: Version = $state('unknown');

  /** What is known without asking anyone. */
  async look(): Promise<void> {
    const registration = await navigator.serviceWorker?.getRegistration();
    this.state = registration === undefined ? 'unknown' : registration.waiting !== null ? 'waiting' : 'latest';
  }

  /** Asks where the page came from whether there is a newer one. */
  async ask(): Promise<void> {
    const registration = await navigator.serviceWorker?.getRegistration();
    if (registration === undefined || this.state === 'looking') {
      return;
    }
    this.state = 'looking';
    try {
      await registration.update();
      await arrived(registration);
      await this.look();
    } catch {
      this.state = 'unreachable';
    }
  }

  /** Takes the newer one at once; the page loads again when it has taken over, and keeps what is written. */
  async take(): Promise<void> {
    const registration = await navigator.serviceWorker?.getRegistration();
    registration?.waiting?.postMessage({ type: 'SKIP_WAITING' });
  }
}

/** Resolves when what is being fetched is there, or is given up. */
function arrived(registration: ServiceWorkerRegistration): Promise<void> {
  const fresh = registration.installing;
  return fresh === null
    ? Promise.resolve()
    : new Promise((resolve) => {
        fresh.addEventListener('statechange', () => resolve());
      });
}

export const about = new About();
