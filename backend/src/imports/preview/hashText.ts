/** Returns 32 bits of a text's hash; 0 only for a blank text. */
export function hash32(text: string | null): number {
  return text === null || text === '' ? 0 : hash53(text) >>> 0 || 1;
}

/** Returns 53 bits of a text's hash: two rounds of multiply and shift side by side, then murmur's finalizer. */
export function hash53(text: string): number {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x85ebca6b ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0xcc9e2d51);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ code, 0x1b873593);
    b = (b << 17) | (b >>> 15);
  }
  const high = mix(a ^ b);
  const low = mix(Math.imul(b, 0x27d4eb2f) ^ (a >>> 11));
  return (high & 0x1fffff) * 2 ** 32 + low;
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
