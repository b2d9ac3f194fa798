// Whether Mingle is installed, and whether this browser offers to install it. Browsers offer it early and once, so
// this listens from the start.

/** Chromium's offer (WICG, manifest-incubations); other browsers have none. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const standalone = matchMedia('(display-mode: standalone)');

class Install {
  installed: boolean = $state(standalone.matches);
  /** True while the browser can be asked. */
  offered = $state(false);

  #offer: InstallOffer | undefined;

  listen(): void {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer = event as InstallOffer;
      this.offered = true;
    });
    addEventListener('appinstalled', () => {
      this.installed = true;
      this.offered = false;
    });
    standalone.addEventListener('change', () => {
      this.installed = standalone.matches;
    });
  }

  /** Asks; an offer can be used once, and the browser may make another. */
  async ask(): Promise<void> {
    const offer = this.#offer;
    this.#offer = undefined;
    this.offered = false;
    await offer?.prompt();
  }
}

export const install = new Install();
