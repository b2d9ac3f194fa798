// The line that is being written, from the first key until it is saved.

import type { Correction, DocumentId } from '#worker';
import { newId } from '../worker/base32';
import { host } from './host.svelte';
import { type About, type Draft, keepDraft, reopenEntry, restore, type Waiting } from './kept';
import { outbox } from './outbox.svelte';

class LineField {
  text = $state('');
  /** The person whom every line is about, when it is written on that person's page. */
  about: About | undefined = $state.raw();
  corrections: Correction[] = $state.raw([]);
  /** What another life of the page, or another tab, left is here: what is kept from now on may take its place. */
  isTakenUp = $state(false);

  /** The event that is on, where that is known: what is saved belongs to it, however late it is written down. */
  event: DocumentId | undefined;

  /** What the draft becomes once it is saved. */
  #ticket = newId();
  /** The draft that was left: as it stood, the replica may have it; changed in any way, it is another entry. */
  #left: Draft | undefined;
  /** The person whose page is open. */
  #here: About | undefined;
  #keeping = false;
  #keepAgain = false;
  /** Counts the times that this tab came to have the journal, or lost it. */
  #turn = 0;

  /** Takes up what an earlier life of the page or another tab left; what was typed here meanwhile comes after it. */
  async takeUp(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const typed = this.text;
    try {
      const { draft, waiting } = await restore();
      if (turn !== this.#turn) {
        return;
      }
      outbox.takeUp(waiting);
      if (!waiting.some(({ ticket }) => ticket === draft?.ticket)) {
        this.#takeDraft(draft);
      }
      outbox.tell(undefined);
    } catch (error) {
      if (turn !== this.#turn) {
        return;
      }
      outbox.tell(error);
    }
    this.isTakenUp = true;
    if (typed !== '' || this.text !== typed) {
      void this.#keep();
    }
    void outbox.send();
  }

  /** Another tab has the journal, and with it what is being written here. What could not be kept stays. */
  letGo(): void {
    this.#turn += 1;
    if (outbox.unkept === undefined) {
      if (this.isTakenUp) {
        // Before that, what was typed is nowhere else.
        this.#clear();
      }
      outbox.letGo();
    }
    // What stays is saved here or there, and both count.
    this.#ticket = newId();
    this.isTakenUp = false;
  }

  /** To be called as a person's page opens, and without anyone as it closes: from then on an empty line is about them. */
  isAt(here: About | undefined): void {
    this.#here = here;
    if (this.text === '') {
      this.about = here;
    }
  }

  /** Takes up what was typed before this ran; it comes after what was left by then. */
  typedBefore(typed: string): void {
    if (typed !== '') {
      this.text = this.text === '' ? typed : `${this.text}\n${typed}`;
      this.typed();
    }
  }

  /** To be called at every change of the text. */
  typed(): void {
    if (this.text === '') {
      this.about = this.#here;
    }
    if (this.#ticket === this.#left?.ticket && this.text !== this.#left.text) {
      this.#ticket = newId();
    }
    void this.#keep();
  }

  /** The line is about no one in particular, wherever it is written. */
  aboutAnyone(): void {
    this.about = undefined;
    void this.#keep();
  }

  correct(corrections: Correction[]): void {
    if (this.text.trim() === '') {
      // The line that they are about has just been saved.
      return;
    }
    this.corrections = corrections;
    void this.#keep();
  }

  /** Saves what is written: from here on it is kept, whatever becomes of this tab. Empty text is nothing to save. */
  async save(): Promise<void> {
    const text = this.text.trim();
    if (text === '') {
      return;
    }
    const entry: Waiting = { ...this.#entry(text), order: Date.now(), breaks: 0 };
    this.#clear();
    await outbox.add(entry, this.isTakenUp);
  }

  /**
   * Puts an entry that the replica did not take back into the field, with whom it was about and what was corrected.
   * Returns false, and does nothing, if something else is being written there.
   */
  writeAgain(entry: Waiting): boolean {
    if (this.text.trim() !== '') {
      return false;
    }
    this.text = entry.text;
    this.about = entry.about;
    this.corrections = entry.corrections;
    outbox.takeOut(entry);
    void reopenEntry(entry.ticket, this.#draft()).catch((reason: unknown) => outbox.tell(reason));
    return true;
  }

  #takeDraft(draft: Draft | undefined): void {
    if (draft === undefined) {
      return;
    }
    if (this.text === '') {
      this.#ticket = draft.ticket;
      this.text = draft.text;
      this.about = draft.about;
      this.corrections = draft.corrections;
    } else if (draft.text !== this.text) {
      this.text = `${draft.text}\n${this.text}`;
    }
    this.#left = draft;
    void this.#letGoIfTaken(draft);
  }

  /**
   * A tab that ended while it saved may have left as a draft what the replica has. Where that cannot be asked, the draft
   * stays: saved as it stands it is found by its ticket.
   */
  async #letGoIfTaken({ ticket, text }: Draft): Promise<void> {
    const isTaken = await host.journal.was_logged(ticket).catch(() => false);
    if (!isTaken || !this.text.startsWith(text)) {
      return;
    }
    const more = this.text.slice(text.length).trimStart();
    const { about } = this;
    this.#clear();
    if (more !== '') {
      // It was written under the name of whom the draft was about.
      this.text = more;
      this.about = about;
    }
    void this.#keep();
  }

  /** What is typed next is another entry, about whom an empty line is about here. */
  #clear(): void {
    this.#ticket = newId();
    this.text = '';
    this.about = this.#here;
    this.corrections = [];
  }

  #entry(text: string): Omit<Waiting, 'order' | 'breaks'> {
    return {
      ticket: this.#ticket,
      text,
      ...(this.about === undefined ? {} : { about: this.about }),
      corrections: $state.snapshot(this.corrections) as Correction[],
      ...(this.event === undefined ? {} : { event: this.event }),
      at: Date.now(),
      offset: -new Date().getTimezoneOffset() * 60,
    };
  }

  #draft(): Draft {
    return { ticket: this.#ticket, text: this.text, about: this.about, corrections: this.corrections };
  }

  /** One write at a time; what was typed during one is kept by the next. */
  async #keep(): Promise<void> {
    this.#keepAgain = this.#keeping;
    if (this.#keeping || !this.isTakenUp) {
      return;
    }
    this.#keeping = true;
    try {
      await keepDraft(this.#draft());
      outbox.tell(undefined);
    } catch (error) {
      outbox.tell(error);
    }
    this.#keeping = false;
    if (this.#keepAgain) {
      void this.#keep();
    }
  }
}

export const line = new LineField();
