/** An attachment for a row that scrolls sideways: what has the focus in it is seen whole, not only its first letters. */
export function wholeInSight(row: HTMLElement): () => void {
  const show = ({ target }: FocusEvent) => {
    if (target instanceof Element && target !== row) {
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  };
  row.addEventListener('focusin', show);
  return () => row.removeEventListener('focusin', show);
}
