/** Returns 32 bits of a text's hash; 0 only for a blank text. */
export function hashOf(text: string | null): number {
  if (text === null || text === '') return 0;
  hashInto(scratch, text);
  return scratch[1] || 1;
}

const scratch = new Uint32Array(2);

/** Writes 64 bits of a text's hash: two rounds of multiply and shift side by side, then murmur's finalizer. */
export function hashInto(hash: Uint32Array, text: string): void {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x85ebca6b ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0xcc9e2d51);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ code, 0x1b873593);
    b = (b << 17) | (b >>> 15);
  }
  hash[0] = mix(a ^ b);
  hash[1] = mix(Math.imul(b, 0x27d4eb2f) ^ (a >>> 11));
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
