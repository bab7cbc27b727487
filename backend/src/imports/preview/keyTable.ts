import { hashInto } from './hashText.ts';

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
