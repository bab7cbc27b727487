import { ownValue } from './readPath.ts';

/**
 * Returns the place of a problem in words: "examples → “bad key” → want", "rules → 2 → then". Entries with a name are called
 * by it; others are counted from 1.
 */
export function placeInWords(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  const words = path.map((part) => {
    if (!Array.isArray(value)) {
      [value] = ownValue(value, String(part));
      return String(part);
    }
    value = value[Number(part)] as unknown;
    const [name] = ownValue(value, 'name');
    return typeof name === 'string' && name.trim() !== '' ? `“${name.trim().slice(0, 60)}”` : String(Number(part) + 1);
  });
  return words.length === 0 ? 'The definition' : words.join(' → ');
}
