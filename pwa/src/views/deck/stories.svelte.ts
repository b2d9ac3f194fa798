// What is being written of people's stories, by their ids: it stays while one looks something up.

import { SvelteMap } from 'svelte/reactivity';
import { busyWhile } from '../../shell/busy';

export const stories = new SvelteMap<string, string>();

busyWhile(() => [...stories.values()].some((words) => words.trim() !== ''));
