// What scrolls an element: the nearest one around it that does, or else the page.

export interface Scroller {
  /** The edges of what is seen, as getBoundingClientRect counts. */
  view(): { top: number; bottom: number };
  by(pixels: number): void;
  /** Calls `listener` whenever what is seen changes; returns how to end that. */
  listen(listener: () => void): () => void;
}

/** The scroller of `element`, which must be in the page. */
export function scroller(element: Element): Scroller {
  for (let around = element.parentElement; around !== null; around = around.parentElement) {
    if (around !== document.documentElement && around !== document.body && scrolls(around)) {
      return box(around);
    }
  }
  return page;
}

function scrolls(element: Element): boolean {
  return /^(auto|scroll)$/.test(getComputedStyle(element).overflowY);
}

const page: Scroller = {
  view: () => ({ top: 0, bottom: window.innerHeight }),
  by: (pixels) => window.scrollBy({ top: pixels, behavior: 'instant' }),
  listen: (listener) => heard(document, document.body, listener),
};

function box(element: Element): Scroller {
  return {
    view: () => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top, bottom };
    },
    by: (pixels) => element.scrollBy({ top: pixels, behavior: 'instant' }),
    listen: (listener) => heard(element, element, listener),
  };
}

function heard(target: EventTarget, sized: Element, listener: () => void): () => void {
  const measured = new ResizeObserver(listener);
  measured.observe(sized);
  target.addEventListener('scroll', listener, { passive: true });
  addEventListener('resize', listener);
  return () => {
    measured.disconnect();
    target.removeEventListener('scroll', listener);
    removeEventListener('resize', listener);
  };
}
