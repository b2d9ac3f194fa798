// On Apple's phones the page that is opened from the Home Screen keeps a journal of its own: so its icon comes first.

import { isApple } from '../../shell/this';

class HomeScreenFirst {
  /** Until its owner says to go on in the browser. */
  comesFirst: boolean = $state(isApple);
}

export const homeScreen = new HomeScreenFirst();
