// The flows of an evening, one after the other in one life of the phone; and the table of their taps and seconds.

import { coldNow } from '../budgets/measures.mjs';
import { counting, Hand } from './hand.mjs';
import * as ways from './ways.mjs';

/** How many of the ten people of an event get something when it is wrapped up. */
const getting = 4;

/** Does all flows with the phone of `life`, whose camera sees the card of `seen`, and writes them down in `table`. */
export async function evening(life, { url, journal }, { seen, kind }, table) {
  await life.page.addInitScript(counting);
  await coldNow(life, url);
  const hand = new Hand(life.page);
  /** `holds`: looks whether the journal has what the flow is for. */
  const measured = async (what, most, act, holds = () => {}) => {
    try {
      const figures = await hand.measure(act);
      await holds();
      table.add(what, most, figures);
    } catch (error) {
      table.failed(what, most, error);
      await life.page.keyboard.press('Escape');
    }
    await ways.toNow(hand);
  };
  for (const number of [0, 1, 2]) {
    await measured('a new person with a line', { taps: 2, saved: 100 }, () =>
      ways.newPerson(hand, life, ways.nobody(number)),
    );
  }
  await ways.newPerson(hand, life, ways.nobody(3));
  await measured('coffee before goodbye', { taps: 3 }, () => ways.coffee(hand));
  const before = await ways.metSoFar(hand, journal);
  await measured(
    'met again',
    { taps: 2 },
    () => ways.metAgain(hand, journal.name),
    () => ways.isOneMoreTalk(hand, journal, before),
  );
  await measured(`their code, ${kind}`, { taps: 2 }, () => ways.scanned(hand, seen));
  await measured('they type it', { taps: 7 }, () => ways.theyType(hand, 'Noa Lévi', '+972 50 555 01 01'));
  await measured('a person found, and the last talk read', { taps: 3 }, () =>
    ways.lastTalk(hand, 'þóra', journal.name),
  );
  await ways.leaveEvent(hand);
  await measured('everyday, with where one knows them from', { taps: 3 }, () =>
    ways.everyday(hand, life, 'Ngozi Adébáyò'),
  );
  await ways.tenAtAnEvent(hand);
  await measured(`wrap up of ten, of whom ${getting} get something`, { taps: 2 + 2 * getting }, () =>
    ways.wrapUp(hand, getting),
  );
}
