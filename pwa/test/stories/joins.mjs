// A code that is typed on a phone, and what comes between: each time the phone says what it was and what to do, has what
// was typed still in its field, and goes on.

import { eventually } from '../eventually.mjs';
import { onceEach } from '../home.mjs';
import { port } from '../lab.mjs';
import { same } from '../screen.mjs';

const laptops = 0;
const phones = 2;
const meet = 60_000;
/**
 * How many TLS records a browser has sent to a laptop when it has proven the code, and when it has said who it is: three
 * for TLS, one for the socket, then one for each message. With the next one it asks to be written down.
 */
const proven = 6;
const saidWho = 7;

/** Ana's laptop, which shows a code, and somebody in its journal. */
async function showing(world) {
  const ana = await world.device('ana', laptops);
  await ana.log('Suharto, collects anemometers');
  await ana.up();
  const pairing = await ana.pair();
  return { ana, pairing, certificate: await ana.certificate(world.host(phones)) };
}

/** A phone that has opened Ana's page over a cable of its own. */
async function phoneByCable(world, ana, certificate) {
  const { address } = world.host(laptops);
  const cable = await world.start(phones, 'cable.mjs', [port, address].map(String));
  // Where its one name leads is said below.
  const phone = await world.phone(phones, { resolves: true });
  await phone.trust(certificate);
  const origin = `https://${await ana.networkHost()}`;
  const leads = `MAP ${new URL(origin).hostname} 127.0.0.1`;
  await phone.start({ more: [`--host-resolver-rules=${leads}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`] });
  const screen = await phone.open(origin);
  await screen.says(/^Only in this browser/);
  // The first code that is typed loads what joins: from then on there is one connection for each.
  await screen.typeCode('12');
  await saysOf(screen, 'A code has eight digits, this one has 2.', '12');
  return { phone, screen, cable };
}

/** The alert says this, and the field still has what was typed. */
async function saysOf(screen, words, typed) {
  const alert = screen.page.getByRole('main').getByRole('alert').getByText(words);
  await alert.waitFor({ timeout: 30_000 });
  const kept = await screen.page.getByRole('textbox', { name: 'The code' }).inputValue();
  if (kept !== typed) {
    throw new Error(`the field has '${kept}', not '${typed}'`);
  }
}

/** A code as its field shows it. */
function spaced(code) {
  const digits = code.replace('-', '');
  return /^\d{5,8}$/.test(digits) ? `${digits.slice(0, 4)}-${digits.slice(4)}` : digits;
}

/** Tries again what stands in the field. */
function again(screen) {
  return screen.page.getByRole('button', { name: 'Pair', exact: true }).tap();
}

async function isPaired(screen, name) {
  await screen.shows('Compare with what stands there', meet);
  await screen.page.getByRole('button', { name: 'Done' }).tap();
  await screen.says(same, meet);
  const found = await screen.ask('find', name, 10);
  if (found.length === 0) {
    throw new Error(`${name} is not in its journal`);
  }
}

function stopped({ lines }) {
  return eventually('the cable has stopped a connection', 20_000, () => {
    if (!lines.some((line) => 'stopped' in JSON.parse(line))) {
      throw new Error(lines.join(' '));
    }
    return true;
  });
}

async function mistyped(world) {
  const { ana, pairing, certificate } = await showing(world);
  const phone = await world.phoneOnNetwork(phones, certificate);
  await phone.start();
  const screen = await phone.open(`https://${await ana.networkHost()}`);
  await screen.says(/^Only in this browser/);
  const last = (Number(pairing.code.at(-1)) + 1) % 10;
  const slip = `${pairing.code.slice(0, -1)}${last}`;
  for (const [typed, words] of [
    [slip, 'This code is mistyped: its last digit does not fit the others.'],
    [slip.slice(0, -1), 'A code has eight digits, this one has 7.'],
    [`${slip.slice(0, -1)}x`, 'A code has digits alone'],
  ]) {
    await screen.typeCode(typed);
    await saysOf(screen, words, spaced(typed));
    await saysOf(screen, 'This cost no try.', spaced(typed));
  }
  if (pairing.heard.some(({ state }) => state === 'wrong-code')) {
    throw new Error(`it was tried: ${JSON.stringify(pairing.heard)}`);
  }
  await screen.typeCode(pairing.code);
  await isPaired(screen, 'Suharto');
}

async function twoAtOnce(world) {
  const { ana, pairing, certificate } = await showing(world);
  const one = await phoneByCable(world, ana, certificate);
  const other = await world.phoneOnNetwork(phones, certificate);
  await other.start();
  const late = await other.open(`https://${await ana.networkHost()}`);
  await late.says(/^Only in this browser/);

  one.cable.say({ after: saidWho, do: 'hold' });
  await one.screen.typeCode(pairing.code);
  await stopped(one.cable);
  await late.typeCode(pairing.code);
  await saysOf(late, 'Another device is being added to your laptop at this moment.', pairing.code);
  // The laptop lets go of the first one after a while, which then calls again by itself.
  await isPaired(one.screen, 'Suharto');
  await again(late);
  await saysOf(late, 'Your laptop shows no code right now.', pairing.code);
  await pairing.ended;
  const next = await ana.pair();
  await late.typeCode(next.code);
  await isPaired(late, 'Suharto');
}

async function cableTaken(world) {
  const { ana, pairing, certificate } = await showing(world);
  const { screen, cable } = await phoneByCable(world, ana, certificate);
  cable.say({ after: proven, do: 'cut' });
  await screen.typeCode(pairing.code);
  await stopped(cable);
  await saysOf(screen, 'The connection to your laptop broke', pairing.code);
  await screen.shows('Type the code once more');
  await again(screen);
  await isPaired(screen, 'Suharto');
}

async function laptopDies(world) {
  const { ana, pairing, certificate } = await showing(world);
  const { screen, cable } = await phoneByCable(world, ana, certificate);
  cable.say({ after: saidWho, do: 'hold' });
  await screen.typeCode(pairing.code);
  await stopped(cable);
  await ana.kill9();
  await pairing.ended;
  await saysOf(screen, 'The connection to your laptop broke', pairing.code);
  await screen.log('Zoë Łukasiewicz @ Nordwind, needs a storage engineer');

  await ana.up();
  const fresh = await ana.pair();
  await screen.typeCode(fresh.code);
  await isPaired(screen, 'Suharto');
  await onceEach(ana, ['Suharto', 'Zoë Łukasiewicz'], meet);
}

export const stories = [
  { name: 'a mistyped code costs no try and stays in the field', tell: mistyped },
  {
    name: 'of two phones that type one code at once one is paired and the other goes on with the next code',
    tell: twoAtOnce,
  },
  {
    name: 'a cable that is taken while a phone joins leaves the code in its field, and it still works',
    tell: cableTaken,
  },
  { name: 'a laptop that dies while a phone joins is joined by its next code', tell: laptopDies },
];
