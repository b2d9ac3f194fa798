// When two people might have a coffee: three moments that one would say out loud, from today on.

export interface Moment {
  /** `Thu lunch`. */
  label: string;
  /** `2026-11-26`. */
  due: string;
  /** `12:30`. */
  time: string;
}

const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });

/** A lunch in two days or later, a morning after it, an evening next week; none of them on a weekend. */
export function coffeeMoments(now: number = Date.now()): Moment[] {
  const lunch = workday(ahead(now, 2));
  const morning = workday(ahead(lunch.getTime(), 1));
  const evening = ahead(mondayAfter(now).getTime(), 1);
  const later = sameDay(evening, morning) || sameDay(evening, lunch) ? ahead(evening.getTime(), 1) : evening;
  return [
    { label: `${say(lunch, now)} lunch`, due: iso(lunch), time: '12:30' },
    { label: `${say(morning, now)} 9`, due: iso(morning), time: '09:00' },
    { label: `${say(later, now)} after work`, due: iso(later), time: '17:30' },
  ];
}

function say(day: Date, now: number): string {
  const next = day.getTime() >= mondayAfter(now).getTime() ? 'next ' : '';
  return `${next}${weekday.format(day)}`;
}

/** Noon some days later: no change of the clocks makes it another day. */
function ahead(from: number, days: number): Date {
  const day = new Date(from);
  day.setHours(12, 0, 0, 0);
  day.setDate(day.getDate() + days);
  return day;
}

function workday(day: Date): Date {
  const over = { 6: 2, 0: 1 }[day.getDay()] ?? 0;
  return ahead(day.getTime(), over);
}

function mondayAfter(now: number): Date {
  const today = new Date(now).getDay();
  return ahead(now, (8 - today) % 7 || 7);
}

function sameDay(one: Date, other: Date): boolean {
  return iso(one) === iso(other);
}

function iso(day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
