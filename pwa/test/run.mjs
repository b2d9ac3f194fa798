// The page in Chromium, with real daemons: node test/run.mjs [WORDS], which tells the stories whose name has
// these words, or those of the file in stories/ that is called so. Runs inside the lab: cargo xtask test page. One line a story; at the end 'N passed, N failed'.

import { stories as cards } from './stories/cards.mjs';
import { stories as evening } from './stories/evening.mjs';
import { stories as events } from './stories/events.mjs';
import { stories as handed } from './stories/handed.mjs';
import { stories as joins } from './stories/joins.mjs';
import { stories as killed } from './stories/killed.mjs';
import { stories as offline } from './stories/offline.mjs';
import { stories as photos } from './stories/photos.mjs';
import { stories as revoked } from './stories/revoked.mjs';
import { stories as touch } from './stories/touch.mjs';
import { stories as trouble } from './stories/trouble.mjs';
import { stories as trust } from './stories/trust.mjs';
import { stories as windows } from './stories/windows.mjs';
import { World } from './world.mjs';

/** Tells one story to its end; returns why it is broken, or nothing. */
async function broken(story) {
  const world = new World();
  try {
    await Promise.race([story.tell(world), tooLong(story)]);
    await world.leave();
    return undefined;
  } catch (error) {
    const folder = await world.tell().catch((reason) => `(nothing could be kept: ${reason.message})`);
    return `${error.stack}\n        Pictures and what the pages said: ${folder}`;
  } finally {
    await world.end();
  }
}

/** Rejects when a story should long have ended: whatever it waits for never comes. */
function tooLong({ patience = 120_000 }) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`it has not ended after ${patience} ms`)), patience).unref();
  });
}

const words = process.argv.slice(2).join(' ');
const stories = Object.entries({
  offline,
  windows,
  trouble,
  killed,
  revoked,
  joins,
  touch,
  trust,
  cards,
  events,
  photos,
  handed,
  evening,
})
  .flatMap(([file, all]) => all.map((story) => ({ ...story, file })))
  .filter(({ file, name }) => file === words || name.includes(words));
let failed = 0;
for (const story of stories) {
  const start = performance.now();
  const reason = await broken(story);
  const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  console.log(
    reason === undefined ? `ok      ${story.name} (${took})` : `BROKEN  ${story.name} (${took})\n        ${reason}`,
  );
  failed += reason === undefined ? 0 : 1;
}
console.log(`${stories.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && stories.length > 0 ? 0 : 1;
