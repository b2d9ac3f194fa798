// What listens from the page's first moment.

import './dropping.css';
import { takeDroppedFiles } from '../importing/drop';
import { first } from '../replica/made';
import { install } from './install.svelte';
import { storage } from './storage.svelte';

// Not by comlink: what it wraps is let go of with the last who holds it, and the worker with that.
first.worker.postMessage({ fingers: navigator.maxTouchPoints });
install.listen();
takeDroppedFiles();
storage.askAfterFirstEntry();
