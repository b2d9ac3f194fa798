import type { Problem } from '#worker';

/** A worker that broke off over it is asked once more. */
export async function twice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if ((error as Problem).code !== 'worker-broke-off') {
      throw error;
    }
    return ask();
  }
}
