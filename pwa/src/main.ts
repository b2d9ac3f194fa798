import './ui/tokens.css';
import './ui/base.css';
import './shell/bar.css';
import { mount } from 'svelte';
import './replica/glance.svelte';
import { host } from './replica/host.svelte';
import { line } from './replica/line.svelte';
import App from './shell/App.svelte';
import './shell/early';
import { keepOffline } from './shell/update';

// The address has a field from its first paint: what was typed into it before this ran goes on in the real one.
const early = document.querySelector<HTMLTextAreaElement>('#line');
const typed = early?.value ?? '';
const focused = early !== null && document.activeElement === early;
const target = document.querySelector('#page');

if (target !== null) {
  target.replaceChildren();
  line.text = typed;
  mount(App, { target });
  if (focused) {
    const field = document.querySelector<HTMLTextAreaElement>('#line');
    field?.focus();
    field?.setSelectionRange(typed.length, typed.length);
  }
}

void host.start({ held: () => void line.takeUp(), lost: () => line.letGo() });
void keepOffline();
