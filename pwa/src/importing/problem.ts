import type { Problem } from '#worker';

/** What reads files of contacts is not here yet, and there is no network that it could come by. */
export const notLoaded: Problem = {
  code: 'reader-not-loaded',
  message: 'What reads such files is not on this device yet.',
  hint: 'Choose the file again while Mingle on your laptop can be reached.',
};
