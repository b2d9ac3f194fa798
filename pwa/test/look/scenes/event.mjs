// An event, from the door to the way home.

import { writeDown } from '../journal.mjs';
import { quiet } from './daily.mjs';

const button = (screen, name) => screen.page.getByRole('button', { name, exact: true });

export async function event(booth, screen) {
  await screen.go('#/event');
  await screen.page.getByLabel(/^Name/).fill('Rust at the Harbour');
  await screen.page.getByLabel(/^Place/).fill('Old crane hall, Gdańsk');
  await screen.page.getByLabel(/curious/).fill('Who keeps old machines running, and why?');
  await button(screen, 'Add name').click();
  await screen.page.getByLabel('name 1').fill('Kwame Mensah @ Tall Ships');
  await button(screen, 'Add name').click();
  await screen.page.getByLabel('name 2').fill('李小龍');
  await booth.show(screen, 'event-start', { tall: true });
  await button(screen, 'Start').click();
  await screen.shows('Nobody yet');
  await booth.show(screen, 'event-nobody-yet');
  await screen.go('#/');
  await screen.shows('Nobody yet');
  await booth.show(screen, 'now-event-nobody-yet');
  await writeDown(screen, 'Dana Ben-David, keeps a tram from 1931 running, needs brake shoes');
  await writeDown(screen, 'Kwame Mensah, sews sails for the tall ship, coffee tomorrow 11:00');
  await writeDown(screen, 'عمر الفاروق, repairs radios in Alexandria');
  await writeDown(
    screen,
    'Anna-Lena Świętosławska-Übermüth @ Hafenbehörde, harbour engineer, offers a tour of the locks',
  );
  await screen.shows('Dana Ben-David');
  await booth.show(screen, 'now-event');
  await screen.go('#/event');
  await screen.shows('4 people here');
  await quiet(screen);
  await booth.show(screen, 'event-on', { tall: true });
  await button(screen, 'Who would enjoy this?').click();
  await screen.shows('They might enjoy this');
  await booth.show(screen, 'event-invite', { tall: true });
  await button(screen, 'Edit').click();
  await booth.show(screen, 'event-edit');
  await screen.page.keyboard.press('Escape');
  await screen.page.getByRole('link', { name: 'Wrap up' }).click();
  await screen.page.getByLabel(/In your own words/).fill('Those who keep old machines write everything down.');
  await screen.page.getByRole('button', { name: /^Write it down for Dana/ }).click();
  await screen.shows('Help with: brake shoes');
  await quiet(screen);
  await screen.page.getByRole('button', { name: /^Something else for Anna-Lena/ }).click();
  await booth.show(screen, 'wrap-up', { tall: true });
  await button(screen, 'End the event').click();
  await screen.shows(/is over/);
  await booth.show(screen, 'event-past', { tall: true });
  await quiet(screen);
  await screen.go('#/event');
  await screen.shows('Where you have been');
  await booth.show(screen, 'event-start-again');
}
