/** How many characters are looked at. */
const looked = 4_000;

const punctuation = /[€£§°©®™¿¡«»·’‘“”„‚–—…•ªº\u00a0]/u;
const rareLetters = /[ƒıÿŸﬁﬂ]/u;
const isLetter = (text: string) => /\p{L}/u.test(text);
const isLower = (text: string) => /\p{Ll}/u.test(text);
const isUpper = (text: string) => /\p{Lu}/u.test(text);

/**
 * How much a text in Latin letters reads like one: about 1 when all its characters beyond ASCII are letters in words or
 * signs where they belong, below 0 when they are signs amidst of words (`JosŽ`, `Mu–oz`). 0 without such characters.
 */
export function scoreWestern(text: string): number {
  let sum = 0;
  let count = 0;
  for (const { 0: character, index } of text.matchAll(/[^\0-\x7f]/gu)) {
    if (count >= looked) break;
    count += 1;
    sum += scoreCharacter(character, text[index - 1] ?? ' ', text[index + character.length] ?? ' ');
    // Words of letters beyond ASCII alone are no Latin script's.
    const isRun =
      /^[^\0-\x7f]{4}$/u.test(text.slice(index, index + 4)) ||
      /^[^\0-\x7f]{4}$/u.test(text.slice(index - 3, index + 1));
    if (isRun) sum -= 0.7;
  }
  return count === 0 ? 0 : sum / count;
}

function scoreCharacter(character: string, before: string, after: string): number {
  if (/[\x80-\x9f\uFFFD]/u.test(character)) return -2;
  const amidst = isLetter(before) && isLetter(after);
  if (rareLetters.test(character)) return -0.5;
  if (punctuation.test(character)) {
    if (character === '’' && amidst) return 0.7;
    if (character === '€') return amidst ? -1 : 1;
    return amidst ? -1 : 0.3;
  }
  if (isUpper(character)) {
    if (isLower(before)) return -1;
    return isLetter(before) || isLetter(after) ? 1 : 0.2;
  }
  if (isLower(character)) {
    if (isUpper(before) && isUpper(after)) return -0.5;
    return isLetter(before) || isLetter(after) ? 1 : 0.5;
  }
  return /[¼½¾×±²³]/u.test(character) && !isLetter(before) && !isLetter(after) ? 0.3 : -1;
}

/** The average of what the characters beyond ASCII are worth; each is one byte or two. */
function scorePairs(
  bytes: Uint8Array,
  worth: (lead: number, trail: number) => { worth: number; bytes: 1 | 2 | 4 },
): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < bytes.length && count < looked;) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const character = worth(lead, bytes[at + 1] ?? 0);
    sum += character.worth;
    count += 1;
    at += character.bytes;
  }
  return count === 0 ? 0 : sum / count;
}

const isIn = (byte: number, from: number, to: number) => byte >= from && byte <= to;

/** How much bytes read like Japanese in Shift_JIS: about 1 for kana and frequent kanji, below 0 for what it is not. */
export const scoreShiftJis = (bytes: Uint8Array): number =>
  scorePairs(bytes, (lead, trail) => {
    if (isIn(lead, 0xa1, 0xdf)) return { worth: 0.2, bytes: 1 };
    const isPair = (isIn(lead, 0x81, 0x9f) || isIn(lead, 0xe0, 0xfc)) && isIn(trail, 0x40, 0xfc) && trail !== 0x7f;
    if (!isPair) return { worth: -2, bytes: 1 };
    if (isIn(lead, 0x81, 0x83)) return { worth: 1, bytes: 2 };
    if (isIn(lead, 0x88, 0x97)) return { worth: 0.9, bytes: 2 };
    return { worth: isIn(lead, 0x98, 0x9f) || isIn(lead, 0xe0, 0xea) ? 0.2 : -0.5, bytes: 2 };
  });

/** How much bytes read like Chinese in GB 18030: about 1 for frequent hanzi, below 0 for what it is not. */
export const scoreGb18030 = (bytes: Uint8Array): number =>
  scorePairs(bytes, (lead, trail) => {
    if (isIn(lead, 0x81, 0xfe) && isIn(trail, 0x30, 0x39)) return { worth: -0.2, bytes: 4 };
    if (!isIn(lead, 0x81, 0xfe) || !isIn(trail, 0x40, 0xfe) || trail === 0x7f) return { worth: -2, bytes: 1 };
    if (trail < 0xa1 || lead < 0xa1) return { worth: -0.3, bytes: 2 };
    if (isIn(lead, 0xb0, 0xd7)) return { worth: 1, bytes: 2 };
    return { worth: isIn(lead, 0xa1, 0xa3) ? 0.7 : 0.3, bytes: 2 };
  });
