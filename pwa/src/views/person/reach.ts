// Ways to reach someone, as addresses that the system opens. What a card or another device wrote is not trusted: only
// these schemes are ever made into a link.

/** `tel:` for a number as it was written down; undefined if there is nothing to dial in it. */
export function callAddress(number: string): string | undefined {
  const dialled = dial(number);
  return dialled === '' ? undefined : `tel:${dialled}`;
}

/** `sms:` with a text to begin with. `?&body=` is read by iOS and by Android. */
export function textAddress(number: string, text = ''): string | undefined {
  const dialled = dial(number);
  return dialled === '' ? undefined : `sms:${dialled}${text === '' ? '' : `?&body=${encodeURIComponent(text)}`}`;
}

/** `mailto:` (RFC 6068) with a text to begin with; undefined for what is no address. */
export function mailAddress(mail: string, text = ''): string | undefined {
  const [local, domain, ...more] = mail.trim().split('@');
  if (!local || !domain || more.length > 0) {
    return undefined;
  }
  const to = `${encodeURIComponent(local)}@${encodeURIComponent(domain)}`;
  return `mailto:${to}${text === '' ? '' : `?body=${encodeURIComponent(text)}`}`;
}

/** The web address of a link; undefined for a handle, and for any scheme but http and https. */
export function webAddress(link: string): string | undefined {
  const written = link.trim();
  const whole =
    /^[a-z][a-z0-9+.-]*:/i.test(written) && !/^[^/]+\.[^/:]+:\d/.test(written) ? written : `https://${written}`;
  if (!URL.canParse(whole)) {
    return undefined;
  }
  const url = new URL(whole);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.hostname.includes('.') ? url.href : undefined;
}

function dial(number: string): string {
  return number.replace(/[^\d+*#,;]/g, '').replace(/#/g, '%23');
}
