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
 * Repairs UTF-8 text that was decoded as windows-1252, once or twice (`IÃ±aki` → `Iñaki`), and letters written as in HTML
 * or JSON (`M&uuml;ller`, `M\u00fcller`).
 * @returns null when there is nothing to repair
 */
export function repairMojibake(text: string): string | null {
  const plain = /[&\\]/u.test(text) ? text.replace(escaped, decodedEscape) : text;
  if (plain !== text) return repairMojibake(plain) ?? plain;
  if (!mayHold.test(text)) return null;
  const once = repairOnce(text);
  return once === text ? null : (repairMojibake(once) ?? once);
}

/** Letters and signs of HTML and JSON. */
const escaped = /&(?:#(\d{2,6})|#x([\da-f]{2,5})|([a-z]{2,6}));|\\u([\da-f]{4})/giu;
/** The accents in the names of HTML's letters: `&uuml;` is u and a diaeresis. */
const accents: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  cedil: '\u0327',
  ring: '\u030a',
  caron: '\u030c',
};
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  szlig: 'ß',
  aelig: 'æ',
  AElig: 'Æ',
  oslash: 'ø',
  Oslash: 'Ø',
  oelig: 'œ',
  OElig: 'Œ',
  eth: 'ð',
  ETH: 'Ð',
  thorn: 'þ',
  THORN: 'Þ',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  ndash: '–',
  mdash: '—',
  euro: '€',
  reg: '®',
  copy: '©',
};

function decodedEscape(written: string, decimal?: string, hex?: string, name?: string, json?: string): string {
  if (name !== undefined) {
    const [, letter = '', accent = ''] = /^([a-z])([a-z]+)$/iu.exec(name) ?? [];
    return entities[name] ?? (accents[accent] === undefined ? written : (letter + accents[accent]).normalize('NFC'));
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? json ?? '', 16) : Number(decimal);
  const isCharacter =
    code >= 0x20 && code <= 0x10ffff && !(code >= 0x7f && code < 0xa0) && !(code >= 0xd800 && code < 0xe000);
  return isCharacter ? String.fromCodePoint(code) : written;
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
