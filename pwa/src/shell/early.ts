// What listens from the page's first moment.

import './dropping.css';
import { wrap } from 'comlink';
import { takeDroppedFiles } from '../importing/drop';
import { first } from '../replica/made';
import type { WorkerCalls } from '../worker/entry';
import { install } from './install.svelte';
import { storage } from './storage.svelte';

void wrap<WorkerCalls>(first.worker).feel(navigator.maxTouchPoints);
install.listen();
takeDroppedFiles();
storage.askAfterFirstEntry();
