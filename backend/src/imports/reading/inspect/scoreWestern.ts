/** The number of characters that are scored. */
const looked = 4_000;

const punctuation = /[€£§°©®™¿¡«»·’‘“”„‚–—…•ªº\u00a0]/u;
const rareLetters = /[ƒıÿŸﬁﬂ]/u;
const isLetter = (text: string) => /\p{L}/u.test(text);
const isLower = (text: string) => /\p{Ll}/u.test(text);
const isUpper = (text: string) => /\p{Lu}/u.test(text);

/**
 * Scores a text as text in Latin letters by its characters beyond ASCII. About 1: letters in words, signs at their
 * usual places. Below 0: signs inside words (`JosŽ`, `Mu–oz`). 0: no such characters.
 */
export function scoreWestern(text: string): number {
  let sum = 0;
  let count = 0;
  for (const { 0: character, index } of text.matchAll(/[^\0-\x7f]/gu)) {
    if (count >= looked) break;
    count += 1;
    sum += scoreCharacter(character, text[index - 1] ?? ' ', text[index + character.length] ?? ' ');
    // Latin scripts have no words of only letters beyond ASCII.
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
