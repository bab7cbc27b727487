import { hash53 } from './hashText.ts';

/** Maps texts to numbers. Keeps 53 bits of a text's hash instead of the text: a million keys take some 45 MB. */
export interface KeyTable {
  get(key: string): number | undefined;
  set(key: string, value: number): void;
}

/** A map copies itself when it grows. Many small ones grow one at a time, so that no request waits for a large copy. */
const parts = 64;

export function createKeyTable(): KeyTable {
  const maps = Array.from({ length: parts }, () => new Map<number, number>());
  const mapOf = (hash: number): Map<number, number> => maps[hash % parts] as Map<number, number>;
  return {
    get(key) {
      const hash = hash53(key);
      return mapOf(hash).get(hash);
    },
    set(key, value) {
      const hash = hash53(key);
      mapOf(hash).set(hash, value);
    },
  };
}
