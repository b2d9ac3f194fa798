// A list that does not move under one's fingers: what is done, put off, confirmed or deleted stays where it stands until the
// view is left, and so does its undo.

import { SvelteMap } from 'svelte/reactivity';
import type { DocumentId, DueMove } from '#worker';

export type Put = 'done' | 'later' | 'settled' | 'deleted';

export interface Standing {
  move: DueMove;
  put: Put | undefined;
}

export class Steady {
  #order: DocumentId[] = [];
  #away = new SvelteMap<DocumentId, Standing>();
  /** What was brought back, until the replica's answer has it again. */
  #returning = new Map<DocumentId, DueMove>();

  /** The moves as they are to be shown: what `fresh` has, in the order in which it was first shown. */
  arrange(fresh: DueMove[]): Standing[] {
    const moves = new Map(fresh.map((move) => [move.id, move]));
    const shown = (id: DocumentId) => moves.get(id) ?? this.#away.get(id)?.move ?? this.#returning.get(id);
    const order = this.#order.filter((id) => shown(id) !== undefined);
    fresh.forEach(({ id }, at) => {
      this.#returning.delete(id);
      if (!order.includes(id)) {
        const above = fresh[at - 1];
        order.splice(above === undefined ? 0 : order.indexOf(above.id) + 1, 0, id);
      }
    });
    this.#order = order;
    return order.flatMap((id) => {
      const move = shown(id);
      return move === undefined ? [] : [{ move, put: this.#away.get(id)?.put }];
    });
  }

  putAway(move: DueMove, put: Put): void {
    this.#away.set(move.id, { move, put });
  }

  back(move: DueMove): void {
    this.#returning.set(move.id, move);
    this.#away.delete(move.id);
  }
}
