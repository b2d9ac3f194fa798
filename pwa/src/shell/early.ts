// What listens from the page's first moment.

import './dropping.css';
import { takeDroppedFiles } from '../importing/drop';
import { install } from './install.svelte';
import { storage } from './storage.svelte';

install.listen();
takeDroppedFiles();
storage.askAfterFirstEntry();

// The link of a look that did not come would pass for the look when it is asked for again (build/again.ts).
addEventListener('error', ({ target }) => target instanceof HTMLLinkElement && target.remove(), true);
