// Who was asked whether they are still there, and said yes: asked again after as long a time.

const place = 'mingle-still-there';
const long = 12 * 60 * 60 * 1000;

interface Answer {
  id: string;
  at: number;
}

class StillThere {
  #answer: Answer | undefined = $state.raw(kept());

  /** Whether they said so of this event in the last twelve hours. */
  isSaid(id: string, now: number): boolean {
    return this.#answer?.id === id && now - this.#answer.at < long;
  }

  say(id: string): void {
    this.#answer = { id, at: Date.now() };
    try {
      localStorage.setItem(place, JSON.stringify(this.#answer));
    } catch {
      // Where nothing is kept, it is known until the page is closed.
    }
  }
}

function kept(): Answer | undefined {
  try {
    const { id, at } = JSON.parse(localStorage.getItem(place) ?? '{}');
    return typeof id === 'string' && typeof at === 'number' ? { id, at } : undefined;
  } catch {
    return undefined;
  }
}

export const stillThere = new StillThere();
