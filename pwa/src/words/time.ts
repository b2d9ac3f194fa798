// Times and dates in a person's words, by this device's language and clock.

import type { Timestamp } from '#worker';

const day = 24 * 60 * 60 * 1000;

// The first one that a process makes takes Chromium 12 to 35 ms: each is made when something is written with it.
const clock = formatter({ hour: '2-digit', minute: '2-digit' });
const weekday = formatter({ weekday: 'short' });
const nearDate = formatter({ weekday: 'short', day: 'numeric', month: 'short' });
const farDate = formatter({ day: 'numeric', month: 'short', year: 'numeric' });

/** `12:04`. */
export function clockTime(at: Timestamp): string {
  return clock(at);
}

/** `today 12:04`, `yesterday`, `Tue 4 Mar`, `4 Mar 2024`. */
export function moment(at: Timestamp, now: Timestamp = Date.now()): string {
  const days = daysBetween(at, now);
  if (days === 0) {
    return `today ${clockTime(at)}`;
  }
  if (days === 1) {
    return 'yesterday';
  }
  return Math.abs(now - at) < 300 * day ? nearDate(at) : farDate(at);
}

/** A calendar date such as `2026-11-27`: `today`, `tomorrow`, `Fri`, `Fri 27 Nov`; empty for no date. */
export function date(iso: string, now: Timestamp = Date.now()): string {
  if (iso === '') {
    return '';
  }
  const at = new Date(`${iso}T12:00`).getTime();
  if (Number.isNaN(at)) {
    return iso;
  }
  const ahead = -daysBetween(at, now);
  if (ahead >= -1 && ahead <= 1) {
    return ['yesterday', 'today', 'tomorrow'][ahead + 1] ?? '';
  }
  if (ahead > 1 && ahead < 7) {
    return weekday(at);
  }
  return Math.abs(now - at) < 300 * day ? nearDate(at) : farDate(at);
}

/** The calendar date of this device, some days ahead, as `2026-11-27`. */
export function isoDate(ahead: number, now: Timestamp = Date.now()): string {
  const then = new Date(now);
  then.setDate(then.getDate() + ahead);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** Local calendar days from one to the other; 1 if `at` was yesterday. */
function daysBetween(at: Timestamp, now: Timestamp): number {
  const start = (moment: Timestamp) => new Date(moment).setHours(0, 0, 0, 0);
  return Math.round((start(now) - start(at)) / day);
}

function formatter(options: Intl.DateTimeFormatOptions): (at: Timestamp) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (at) => {
    format ??= new Intl.DateTimeFormat(undefined, options);
    return format.format(at);
  };
}
