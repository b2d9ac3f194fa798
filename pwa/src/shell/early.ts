// What listens from the page's first moment.

import './dropping.css';
import { takeDroppedFiles } from '../importing/drop';
import { install } from './install.svelte';
import { storage } from './storage.svelte';

install.listen();
takeDroppedFiles();
storage.askAfterFirstEntry();
