// How much of the page is in sight: a keyboard on the screen takes more than half of it.

/** The height in CSS pixels, kept up to date. For use while a component is being made. */
export function seenHeight(): { readonly value: number } {
  const viewport = window.visualViewport;
  let value = $state(viewport?.height ?? window.innerHeight);
  $effect(() => {
    const measure = () => {
      value = viewport?.height ?? window.innerHeight;
    };
    const target: EventTarget = viewport ?? window;
    target.addEventListener('resize', measure);
    return () => target.removeEventListener('resize', measure);
  });
  return {
    get value() {
      return value;
    },
  };
}
