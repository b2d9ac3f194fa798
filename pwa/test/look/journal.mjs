// A journal as a person may have it after a few weeks: invented people, names of the kinds that people have.

import { randomBytes } from 'node:crypto';

const day = 24 * 60 * 60 * 1000;
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** What was written down, and how many days ago. */
const lines = [
  [40, 'Ximena Quispe @ Mercado Sur, head of sales, needs a boat builder, ximena@mercadosur.example #lisbon #food'],
  [38, 'Suharto, collects anemometers #weather'],
  [33, 'נועה לוי @ גלריה דרום, needs a piano tuner, #music'],
  [31, 'Œdipe Lefèvre (Atelier Nord), offers studio space on Sundays #lisbon'],
  [26, 'अनन्या शर्मा @ Himalaya Maps, moved to Tromsø in March #maps'],
  [21, 'Ludwig van der Meer (Globex), CTO, ludwig@globex.example, +31 20 555 0134, needs two Rust engineers #rust'],
  [14, 'Bo Li @ Kestrel Labs, software engineer, offers intros in Shenzhen, coffee fri #rust #storage'],
  [12, 'Þóra Sigurðardóttir, knows lighthouse keepers, send her the tide tables tomorrow #lighthouses'],
  [9, 'ليلى حداد, plays the oud, needs a rehearsal room #music'],
  [8, 'Kwame Mensah @ Volta Sailmakers, founder, he will call tue #sailing'],
  [
    5,
    'Maximiliane Gräfin von Hohenlohe-Waldenburg-Schillingsfürst (Bundesverband der Fährgesellschaften), needs a translator #ferries',
  ],
  [4, 'Ngọc Nguyễn @ Sông Xanh, CTO, works on flood maps, send her the tide paper by end of month #maps'],
  [2, 'Donaudampfschifffahrtsgesellschaftskapitänswitwe, tells stories about the Danube #rivers #kites'],
  [1, 'Zoë Łukasiewicz @ Nordwind, needs a storage engineer, intro to Bo Li, coffee tomorrow 15:30 #storage #rust'],
];

export const ana =
  'Ana Ruiz @ Acme, needs a storage engineer, intro to Bo Li, coffee fri 15:30, ana@acme.example, met at the harbour #lisbon';

/** An id as the page would make one (pwa/src/worker/base32.ts). */
function ticket() {
  // The last letter has three bits.
  return [...randomBytes(26)].map((byte, at) => alphabet[byte & (at < 25 ? 31 : 28)]).join('');
}

/** Writes a line as if that many days ago; returns whom it is about. */
export async function writeDown(screen, text, ago = 0) {
  const entry = { ticket: ticket(), text, corrections: [], at: Date.now() - ago * day, offset: 3600 };
  const [logged] = await screen.ask('log', entry);
  return logged.person;
}

async function edit(screen, id, words) {
  const { heads } = await screen.ask('person', id);
  await screen.ask('edit_person', id, heads, words);
}

/** Fills an empty journal; returns the people in it, by their names. */
export async function fill(screen) {
  const people = {};
  for (const [ago, text] of lines) {
    const person = await writeDown(screen, text, ago);
    people[person.name] = person.id;
  }
  const zoe = people['Zoë Łukasiewicz'];
  await edit(screen, zoe, {
    role: 'Head of platform',
    story: 'Grew up on a ferry between Gdańsk and Nynäshamn. Built the first backup of Nordwind in a cupboard.',
    learned: 'Restores matter more than backups. Ask about the cupboard.',
    met_place: 'the harbour bar',
    stage: 'work',
    phones: { set: { '+48 58 555 0177': 'mobile' }, remove: [], add: [] },
    emails: { set: { 'zoe@nordwind.example': 'work' }, remove: [], add: [] },
    links: { set: { 'https://nordwind.example/zoe': '' }, remove: [], add: [] },
    offers: { set: {}, remove: [], add: ['a tour of the dry dock'] },
    birthday: '1984-03-09',
  });
  await writeDown(
    screen,
    'Zoë Łukasiewicz, laughed about the tape robot, she will send the outage report next week',
    0.4,
  );
  await screen.ask('say_hello', zoe, 'call', 'no-answer', '');
  await edit(screen, people['Kwame Mensah'], { stage: 'event' });
  await edit(screen, people['Ngọc Nguyễn'], { stage: 'everyday' });
  await screen.ask('propose', people['ليلى حداد'], 'coffee', 'Coffee', inDays(3), '09:30');
  return people;
}

/** A calendar date, some days ahead. */
export function inDays(days) {
  const then = new Date(Date.now() + days * day);
  return then.toISOString().slice(0, 10);
}

/** Sets the worker's clock so many hours ahead of the world's. */
export async function later(screen, hours) {
  const worker = screen.page.workers().find((one) => one.url().includes('/assets/worker-entry'));
  await worker.evaluate((ahead) => {
    globalThis.RealDate ??= Date;
    const { RealDate } = globalThis;
    globalThis.Date = class extends RealDate {
      constructor(...words) {
        super(...(words.length === 0 ? [RealDate.now() + ahead] : words));
      }
      static now() {
        return RealDate.now() + ahead;
      }
    };
  }, hours * 3_600_000);
}
