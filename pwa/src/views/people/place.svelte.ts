// Where one was in the list: which tag, and how far down. It outlives the view, so that Back leads there.

class PeoplePlace {
  /** The chosen tag; undefined for everybody. */
  tag: string | undefined = $state();
  rows = new Map<string | undefined, { index: number; into: number }>();
}

export const place = new PeoplePlace();
