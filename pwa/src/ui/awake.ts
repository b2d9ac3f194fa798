// While a code is held out to somebody, the screen does not go dark, where the browser can see to that.

/** Keeps the screen on until the returned function is called. */
export function awake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let ended = false;
  const ask = async () => {
    if (document.visibilityState !== 'visible' || ended) {
      return;
    }
    // A browser that saves its battery refuses, and the screen is as it always is.
    const given = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (ended) {
      void given?.release();
    } else {
      lock = given;
    }
  };
  void ask();
  // It is taken away when the page is put aside.
  document.addEventListener('visibilitychange', ask);
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
