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

/** A lunch in two days or later, a morning after it, an evening some days after that; none of them on a weekend. */
export function coffeeMoments(now: number = Date.now()): Moment[] {
  const lunch = workday(ahead(now, 2));
  const morning = workday(ahead(lunch.getTime(), 1));
  const evening = workday(ahead(morning.getTime(), 4));
  return [
    { label: `${say(lunch, now)} lunch`, due: iso(lunch), time: '12:30' },
    { label: `${say(morning, now)} 9`, due: iso(morning), time: '09:00' },
    { label: `${say(evening, now)} after work`, due: iso(evening), time: '17:30' },
  ];
}

/** `Thu`; from six days ahead on, when the weekday alone could be this week's, `next Tue`. */
function say(day: Date, now: number): string {
  const next = day.getTime() >= ahead(now, 6).getTime() ? 'next ' : '';
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

function iso(day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
