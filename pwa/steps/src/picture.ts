// A drawing of a phone's screen: its title, its rows, and which of them is to be tapped.

import { shape } from './element';

export interface Row {
  words: string;
  /** The one to be tapped. */
  tap?: boolean;
  /** What stands at its end. */
  end?: 'more' | 'on';
}

const width = 280;
const margin = 14;
const rowHeight = 38;
const top = 46;

/** It shows nothing that the words beside it do not say, and is left out where a page is read aloud. */
export function picture(title: string, rows: Row[]): SVGSVGElement {
  const height = top + rows.length * rowHeight + margin;
  return shape(
    'svg',
    { class: 'picture', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    // The lower edge is left open: the screen goes on.
    shape('path', { class: 'frame', d: `M1 ${height}V25a24 24 0 0 1 24-24h${width - 50}a24 24 0 0 1 24 24V${height}` }),
    shape('text', { class: 'title', x: width / 2, y: 29 }, title),
    shape('rect', {
      class: 'list',
      x: margin,
      y: top - 4,
      width: width - 2 * margin,
      height: rows.length * rowHeight + 4,
      rx: 10,
    }),
    ...rows.flatMap((row, at) => drawn(row, top - 2 + at * rowHeight, at > 0)),
  );
}

function drawn(row: Row, y: number, hasOneAbove: boolean): SVGElement[] {
  const middle = y + rowHeight / 2;
  const parts: SVGElement[] = [];
  if (row.tap) {
    parts.push(
      shape('rect', { class: 'tap', x: margin + 3, y: y + 2, width: width - 2 * margin - 6, height: 34, rx: 9 }),
    );
  } else if (hasOneAbove) {
    parts.push(shape('path', { class: 'line', d: `M${margin + 12} ${y}H${width - margin - 12}` }));
  }
  const text = shape('text', { class: row.tap ? 'row on-tap' : 'row', x: margin + 14, y: middle + 5 }, row.words);
  return [...parts, text, ...ending(row, middle)];
}

function ending({ end, tap }: Row, middle: number): SVGElement[] {
  const right = width - margin - 12;
  if (end === 'more') {
    const d = `M${right - 9} ${middle - 5}l5 5-5 5`;
    return [shape('path', { class: tap ? 'arrow on-tap' : 'arrow', d })];
  }
  if (end === 'on') {
    return [
      shape('rect', { class: 'switch', x: right - 38, y: middle - 11, width: 38, height: 22, rx: 11 }),
      shape('circle', { class: 'knob', cx: right - 11, cy: middle, r: 8 }),
    ];
  }
  return [];
}

/** The sign for Share on Apple's systems, drawn by us: a box with an arrow out of it. */
export function shareSign(): SVGSVGElement {
  return shape(
    'svg',
    { class: 'sign', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    shape('path', { d: 'M12 15V3M7.5 7L12 2.5 16.5 7M8 10H5v11h14V10h-3' }),
  );
}
