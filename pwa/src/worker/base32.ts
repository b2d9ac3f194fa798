// Ids as the replica writes them: Crockford's base 32, lower case, most significant bits first.

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The text of `bytes`: 26 characters for 16 of them, 52 for 32; the last one is padded with zero bits. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >> bits) & 31);
    }
  }
  return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text;
}

/** A new random id of a record. */
export function newId(): string {
  return base32(crypto.getRandomValues(new Uint8Array(16)));
}

/** Whether these are the letters of a record's id. */
export function isId(text: string): boolean {
  return text.length === 26 && [...text].every((letter) => alphabet.includes(letter));
}
