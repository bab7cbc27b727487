/** The printable characters of windows-1252 for the bytes 0x80 to 0x9F, which are control characters in ISO-8859-1. */
const windowsCharacters = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
const windowsBytes = [
  0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96,
  0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];
const byteOf = new Map([...windowsCharacters].map((character, place) => [character, windowsBytes[place] ?? 0]));

const tail = `[\\u0080-\\u00bf${windowsCharacters}]`;
/** A UTF-8 character of two, three or four bytes that was decoded as windows-1252 or ISO-8859-1. */
const sequence = new RegExp(`[Â-ß]${tail}|[à-ï]${tail}{2}|[ð-ô]${tail}{3}`, 'gu');
const mayHold = new RegExp(`[Â-ô]${tail}`, 'u');
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Repairs UTF-8 text that was decoded as windows-1252, once or twice (`IÃ±aki` → `Iñaki`).
 * @returns null when there is nothing to repair
 */
export function repairMojibake(text: string): string | null {
  if (!mayHold.test(text)) return null;
  const once = repairOnce(text);
  return once === text ? null : (repairMojibake(once) ?? once);
}

function repairOnce(text: string): string {
  const found = [...text.matchAll(sequence)].map(([characters]) => characters);
  return text.replace(sequence, (characters) => {
    const letter = decoded(characters);
    return letter !== null && isLikely(letter, found.length) ? letter : characters;
  });
}

function decoded(characters: string): string | null {
  const bytes = [...characters].map((character) => byteOf.get(character) ?? character.codePointAt(0) ?? 0);
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/**
 * Returns whether a repaired letter is plausible. A capital letter with an accent before a closing quotation mark
 * (`CAFÉ”`) looks like a wrongly decoded letter, too. So rare letters and other scripts count only if there are
 * several.
 */
function isLikely(letter: string, howMany: number): boolean {
  return howMany > 1 || !/^[\u0180-\u07ffĔĕ]$/u.test(letter);
}
