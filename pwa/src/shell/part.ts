import type { Problem } from '#worker';

/** A part of the page that is loaded when it is asked for; rejects with a Problem in words where it is not to be had. */
export async function part<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch {
    const problem: Problem = { code: 'part-not-loaded', message: '', hint: null };
    throw problem;
  }
}
