// On Apple's phones the page that is opened from the Home Screen keeps a journal of its own: so its icon comes first.

const isApple =
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

class HomeScreenFirst {
  /** Until its owner says to go on in the browser. */
  comesFirst: boolean = $state(isApple);
}

export const homeScreen = new HomeScreenFirst();
