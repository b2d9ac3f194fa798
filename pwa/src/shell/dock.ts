// Keeps the bar above the keyboard where the browser lays the keyboard over the page (iOS).

/** Docks `bar` to the bottom of what is seen; an attachment. */
export function docked(bar: HTMLElement): () => void {
  const seen = window.visualViewport;
  // Who makes room for the bar. Nobody inherits its height: a whole page would be styled anew at each of its changes.
  const above = [document.documentElement, ...document.querySelectorAll<HTMLElement>('[data-above-bar]')];
  const measured = new ResizeObserver(() => {
    const height = `${bar.offsetHeight}px`;
    for (const one of above) {
      one.style.setProperty('--bar', height);
    }
    uncover(bar);
  });
  measured.observe(bar);
  const dock = () => {
    const covered = seen === null ? 0 : window.innerHeight - seen.height - seen.offsetTop;
    bar.style.insetBlockEnd = `${Math.max(0, Math.round(covered))}px`;
  };
  seen?.addEventListener('resize', dock);
  seen?.addEventListener('scroll', dock);
  return () => {
    measured.disconnect();
    seen?.removeEventListener('resize', dock);
    seen?.removeEventListener('scroll', dock);
  };
}

/** What has the focus by keyboard stays in sight as the bar grows; under a finger nothing moves. */
function uncover(bar: HTMLElement): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.tabIndex >= 0 && focused.matches(':focus-visible')) {
    const { top, bottom } = focused.getBoundingClientRect();
    const edge = bar.getBoundingClientRect().top;
    if (!bar.contains(focused) && bottom > edge && top < window.innerHeight) {
      focused.scrollIntoView({ block: 'nearest' });
    }
  }
}
