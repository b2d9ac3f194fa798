// Whether a key by itself does something: whoever speaks to their machine, or hits keys by chance, can turn that off.

const name = 'mingle-single-keys';

class SingleKeys {
  isOn = $state(read());
  /** Whether the sheet that tells of the keys is open. */
  shown = $state(false);

  turn(): void {
    this.isOn = !this.isOn;
    try {
      localStorage.setItem(name, this.isOn ? 'on' : 'off');
    } catch {
      // It holds for as long as this window is open.
    }
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(name) !== 'off';
  } catch {
    return true;
  }
}

export const singleKeys = new SingleKeys();
