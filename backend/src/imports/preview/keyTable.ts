/** Numbers by text, of which only 64 bits of a hash are kept: a million take some 20 MB. */
export interface KeyTable {
  get(key: string): number | undefined;
  set(key: string, value: number): void;
}

/** Each part grows by itself, so that no growth keeps anybody waiting. */
const parts = 64;
const firstCapacity = 256;
const fullest = 0.7;

interface Part {
  high: Uint32Array;
  low: Uint32Array;
  /** Plus one; 0: nothing is here. */
  values: Uint32Array;
  size: number;
}

export function createKeyTable(): KeyTable {
  const table = Array.from({ length: parts }, () => emptyPart(firstCapacity));
  const hash = new Uint32Array(2);

  function partOf(key: string): Part {
    hashInto(hash, key);
    return table[(hash[0] ?? 0) % parts] as Part;
  }
  return {
    get(key) {
      const part = partOf(key);
      const value = part.values[placeOf(part, hash[0] ?? 0, hash[1] ?? 0)] ?? 0;
      return value === 0 ? undefined : value - 1;
    },
    set(key, value) {
      const part = partOf(key);
      put(part, hash[0] ?? 0, hash[1] ?? 0, value + 1);
      if (part.size > fullest * part.values.length) grow(part);
    },
  };
}

/** 32 bits of a text's hash, never 0, which stands for blank. */
export function hash32(text: string): number {
  hashInto(scratch, text);
  return scratch[1] || 1;
}

const scratch = new Uint32Array(2);

/** Two rounds of multiply and shift side by side, then mixed (as murmur's finish does). */
function hashInto(hash: Uint32Array, text: string): void {
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

function emptyPart(capacity: number): Part {
  return {
    high: new Uint32Array(capacity),
    low: new Uint32Array(capacity),
    values: new Uint32Array(capacity),
    size: 0,
  };
}

/** Where this hash is, or the free place where it would be. The capacity is a power of two. */
function placeOf({ high, low, values }: Part, wantedHigh: number, wantedLow: number): number {
  const mask = values.length - 1;
  let place = wantedLow & mask;
  while (values[place] !== 0 && (high[place] !== wantedHigh || low[place] !== wantedLow)) place = (place + 1) & mask;
  return place;
}

function put(part: Part, high: number, low: number, value: number): void {
  const place = placeOf(part, high, low);
  if (part.values[place] === 0) part.size += 1;
  part.high[place] = high;
  part.low[place] = low;
  part.values[place] = value;
}

function grow(part: Part): void {
  const { high, low, values } = part;
  Object.assign(part, emptyPart(values.length * 2));
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? 0;
    if (value !== 0) put(part, high[place] ?? 0, low[place] ?? 0, value);
  }
}
