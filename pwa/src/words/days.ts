// Days that one names rather than counts.

import { date, isoDate } from './time';

export interface NamedDay {
  iso: string;
  /** `Tomorrow`, `Fri`, `Next week`. */
  name: string;
  /** The same in words that a line understands: `tomorrow`, `fri`, `2027-01-04`. */
  written: string;
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Today and the six days after it. */
export function thisWeek(now: number = Date.now()): NamedDay[] {
  return [0, 1, 2, 3, 4, 5, 6].map((ahead) => named(ahead, now));
}

/** Where one puts what is not for today: tomorrow, Friday, the Monday after it. */
export function laterDays(now: number = Date.now()): NamedDay[] {
  const today = new Date(now).getDay();
  const friday = (5 - today + 7) % 7;
  const monday = (1 - today + 7) % 7 || 7;
  const days = [named(1, now)];
  if (friday > 1) {
    days.push(named(friday, now));
  }
  if (monday > 1) {
    days.push({ ...named(monday, now), name: 'Next week' });
  }
  return [...days, { ...named(14, now), name: 'In two weeks' }];
}

/** A date in words that a line understands: `today`, `fri`, `9 Dec`, `2027-03-03`. */
export function written(iso: string, now: number = Date.now()): string {
  const [year, month, day] = iso.split('-').map(Number);
  const ahead = [0, 1, 2, 3, 4, 5, 6].find((days) => isoDate(days, now) === iso);
  if (ahead !== undefined) {
    return ['today', 'tomorrow'][ahead] ?? weekdays[new Date(`${iso}T12:00`).getDay()] ?? iso;
  }
  const sameYear = year === new Date(now).getFullYear() && iso > isoDate(0, now);
  return sameYear && month !== undefined ? `${day} ${months[month - 1]}` : iso;
}

function named(ahead: number, now: number): NamedDay {
  const iso = isoDate(ahead, now);
  const words = date(iso, now);
  return { iso, name: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, written: written(iso, now) };
}
