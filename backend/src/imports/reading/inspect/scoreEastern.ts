/** The number of characters that are scored. */
const looked = 4_000;

/** The score of a character in the middle of a Latin word: `O’Neil` in another encoding looks like one. */
const insideOfWord = -0.3;

/** Returns the average score of the characters beyond ASCII, each of one or two bytes. */
function scorePairs(
  bytes: Uint8Array,
  worth: (lead: number, trail: number) => { worth: number; bytes: 1 | 2 | 4 },
): number {
  let sum = 0;
  let count = 0;
  let isAfterLetter = false;
  for (let at = 0; at < bytes.length && count < looked;) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      isAfterLetter = isLetter(lead);
      at += 1;
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    const character = worth(lead, trail);
    sum += isAfterLetter && isLetter(trail) ? Math.min(character.worth, insideOfWord) : character.worth;
    isAfterLetter = false;
    count += 1;
    at += character.bytes;
  }
  return count === 0 ? 0 : sum / count;
}

const isIn = (byte: number, from: number, to: number) => byte >= from && byte <= to;
const isLetter = (byte: number) => isIn(byte, 0x41, 0x5a) || isIn(byte, 0x61, 0x7a);

/** Scores bytes as Japanese in Shift_JIS: about 1 for kana and frequent kanji, below 0 for other text. */
export const scoreShiftJis = (bytes: Uint8Array): number =>
  scorePairs(bytes, (lead, trail) => {
    if (isIn(lead, 0xa1, 0xdf)) return { worth: 0.2, bytes: 1 };
    const isPair = (isIn(lead, 0x81, 0x9f) || isIn(lead, 0xe0, 0xfc)) && isIn(trail, 0x40, 0xfc) && trail !== 0x7f;
    if (!isPair) return { worth: -2, bytes: 1 };
    if (isIn(lead, 0x81, 0x83)) return { worth: 1, bytes: 2 };
    if (isIn(lead, 0x88, 0x97)) return { worth: 0.9, bytes: 2 };
    return { worth: isIn(lead, 0x98, 0x9f) || isIn(lead, 0xe0, 0xea) ? 0.2 : -0.5, bytes: 2 };
  });

/** Scores bytes as Chinese in GB 18030: about 1 for frequent hanzi, below 0 for other text. */
export const scoreGb18030 = (bytes: Uint8Array): number =>
  scorePairs(bytes, (lead, trail) => {
    if (isIn(lead, 0x81, 0xfe) && isIn(trail, 0x30, 0x39)) return { worth: -0.2, bytes: 4 };
    if (!isIn(lead, 0x81, 0xfe) || !isIn(trail, 0x40, 0xfe) || trail === 0x7f) return { worth: -2, bytes: 1 };
    if (trail < 0xa1 || lead < 0xa1) return { worth: -0.3, bytes: 2 };
    if (isIn(lead, 0xb0, 0xd7)) return { worth: 1, bytes: 2 };
    return { worth: isIn(lead, 0xa1, 0xa3) ? 0.7 : 0.3, bytes: 2 };
  });
