// What one does to a move, each with its way back.

import type { DueMove, MoveEdit } from '#worker';
import { host } from '../../replica/host.svelte';
import { said } from '../../shell/said.svelte';
import { date } from '../../words/time';
import type { Steady } from './steady.svelte';

export async function finish(move: DueMove, steady: Steady): Promise<void> {
  await said.do(
    async () => steady.putAway(await host.journal.done(move.id), 'done'),
    `Done: ${move.what}.`,
    () => reopen(move, steady),
  );
}

export async function reopen(move: DueMove, steady: Steady): Promise<void> {
  await host.journal.undo_done(move.id);
  steady.back(move);
}

export async function putOff(move: DueMove, until: string, steady: Steady): Promise<void> {
  await said.do(
    async () => steady.putAway(await host.journal.snooze(move.id, until), 'later'),
    `Put off until ${date(until)}: ${move.what}.`,
    async () => {
      await host.journal.edit_move(move.id, { due: move.due });
      steady.back(move);
    },
  );
}

export async function remove(move: DueMove, steady: Steady): Promise<void> {
  await said.do(
    async () => {
      await host.journal.delete(move.id);
      steady.putAway(move, 'deleted');
    },
    `Deleted: ${move.what}.`,
    () => restore(move, steady),
  );
}

export async function restore(move: DueMove, steady: Steady): Promise<void> {
  await host.journal.undelete(move.id);
  steady.back(move);
}

export async function settle(move: DueMove, confirmed: boolean, steady: Steady): Promise<void> {
  await said.do(
    async () => steady.putAway(await host.journal.confirm(move.id, confirmed), 'settled'),
    confirmed ? `Confirmed: ${move.what}.` : `Not confirmed: ${move.what}.`,
    async () => {
      await host.journal.confirm(move.id, !confirmed);
      steady.back(move);
    },
  );
}

/** Writes what is different, and nothing else: another device may have changed the rest. */
export async function rewrite(move: DueMove, edit: Required<MoveEdit>): Promise<void> {
  const changed = Object.keys(edit).filter((field) => edit[field as keyof MoveEdit] !== move[field as keyof MoveEdit]);
  if (changed.length === 0) {
    return;
  }
  const only = (of: Required<MoveEdit>): MoveEdit =>
    Object.fromEntries(changed.map((field) => [field, of[field as keyof MoveEdit]]));
  await said.do(
    () => host.journal.edit_move(move.id, only(edit)),
    `Changed: ${edit.what}.`,
    () => host.journal.edit_move(move.id, only(move)),
  );
}
