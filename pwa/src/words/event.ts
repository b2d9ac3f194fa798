// An event's times and counts in words.

import type { EventRow } from '#worker';
import { peopleCount } from './state';
import { clockTime, moment } from './time';

/** `Since 18:04`, `Since yesterday`; `Thu 19 Nov, 18:04 to 21:30` once it is over; empty where no time is known. */
export function eventSpan({ starts, ends }: Pick<EventRow, 'starts' | 'ends'>, isOn: boolean): string {
  if (starts === null) {
    return ends === null ? '' : `until ${moment(ends)}`;
  }
  const day = dayOf(starts);
  if (isOn) {
    return day === 'today' ? `Since ${clockTime(starts)}` : `Since ${day}, ${clockTime(starts)}`;
  }
  if (ends === null) {
    return `${day}, from ${clockTime(starts)}`;
  }
  const until = dayOf(ends) === day ? clockTime(ends) : `${dayOf(ends)}, ${clockTime(ends)}`;
  return `${day}, ${clockTime(starts)} to ${until}`;
}

/** `today`, `yesterday`, `Thu 19 Nov`, `4 Mar 2024`. */
export function dayOf(at: number): string {
  const words = moment(at);
  return words.startsWith('today') ? 'today' : words;
}

/** `1 person`, `12 people`, `nobody written down`. */
export function whomYouMet(count: number): string {
  return count === 0 ? 'nobody written down' : peopleCount(count);
}
