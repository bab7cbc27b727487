import { languageModel, type Language } from './languageModels.ts';
import { frequentCharacters } from './languageWords.ts';

/** The most characters beyond ASCII that are scored. */
const looked = 1_500;

/** Natural logarithms of how likely a character is at a place where no language model applies. */
const costs = { usualSign: -4.5, sign: -6, rareSign: -11, signInWord: -15, apostropheInWord: -5, control: -18 };
const capitalInWord = -7;
const foreignLetterInWord = -9;

const signs = /[€£§°©®™¿¡«»·’‘“”„‚–—…•ªº№½²³\u00a0]/u;
const usualSigns = /[€’–…]/u;
const isLetter = (character: string): boolean => /[\p{L}\p{M}]/u.test(character) && !/[ªº]/u.test(character);
const isLost = (character: string): boolean => /[\x80-\x9f\uFFFD\p{Co}\p{Cn}]/u.test(character);

/** A letter beyond ASCII, or a letter behind one, in lower case. */
interface Step {
  before: string;
  letter: string;
}

/**
 * Scores a text as one in these languages: the logarithm of how likely its characters beyond ASCII are. Texts of the same
 * bytes in different encodings can be compared.
 */
export function scoreLetters(text: string, languages: readonly Language[]): number {
  const { words, cost } = look(text.normalize('NFC'));
  const scored = languages.map((language) => {
    const model = languageModel(language);
    const ofWords = words.map((steps) => steps.reduce((sum, { before, letter }) => sum + model(before, letter), 0));
    return { ofWords, total: ofWords.reduce((sum, one) => sum + one, 0) };
  });
  const best = scored.reduce((one, other) => (other.total > one.total ? other : one));
  // Lists have people of several countries: half of each word's likelihood is that of the file's main language.
  const mixed = words.map((_, at) => {
    const likely = scored.map(({ ofWords }) => Math.exp(ofWords[at] ?? 0));
    const all = likely.reduce((sum, one) => sum + one, 0) / likely.length;
    return Math.log(Math.exp(best.ofWords[at] ?? 0) / 2 + all / 2 + Number.MIN_VALUE);
  });
  return cost + mixed.reduce((sum, one) => sum + one, 0);
}

/** Splits a text into its words with letters beyond ASCII, and adds the costs of all else beyond ASCII. */
function look(text: string): { words: Step[][]; cost: number } {
  const words: Step[][] = [];
  let cost = 0;
  let word: Step[] = [];
  let before = ' ';
  let count = 0;
  for (const character of text) {
    const isBeyond = character > '\x7f';
    if (isLetter(character) && !isLost(character)) {
      if (isBeyond || before > '\x7f') {
        word.push({ before: before.toLowerCase(), letter: character.toLowerCase() });
        cost += costInWord(before, character);
      }
      before = character;
    } else {
      if (before > '\x7f') word.push({ before: before.toLowerCase(), letter: ' ' });
      if (word.length > 0) words.push(word);
      word = [];
      if (isBeyond) cost += isLost(character) ? costs.control : costOfSign(character);
      before = ' ';
    }
    if (isBeyond) count += 1;
    if (count >= looked) break;
  }
  if (word.length > 0) words.push(word);
  return { words, cost: cost + costOfSignsInWords(text.slice(0, text.length)) };
}

const costOfSign = (sign: string): number =>
  usualSigns.test(sign) ? costs.usualSign : signs.test(sign) ? costs.sign : costs.rareSign;

function costInWord(before: string, character: string): number {
  if (before === ' ') return 0;
  const isCapital = before !== before.toUpperCase() && character !== character.toLowerCase();
  const isMixed = /\p{Script=Latin}/u.test(before) !== /\p{Script=Latin}/u.test(character) && !/\p{M}/u.test(character);
  return (isCapital ? capitalInWord : 0) + (isMixed ? foreignLetterInWord : 0);
}

/** Returns the additional cost of signs between two letters, which are rare but for the apostrophe. */
function costOfSignsInWords(text: string): number {
  let cost = 0;
  for (const { 0: sign } of text.matchAll(/(?<=\p{L})[^\p{L}\p{M}\0-\x7f](?=\p{L})/gu)) {
    const inWord = sign === '’' || sign === '·' ? costs.apostropheInWord : costs.signInWord;
    cost += inWord - costOfSign(sign);
  }
  return cost;
}

export type Characters = keyof typeof frequentCharacters;

const ofScript: Record<Characters, RegExp> = {
  zhHans: /\p{Script=Han}/u,
  zhHant: /\p{Script=Han}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  ko: /\p{Script=Hangul}/u,
};
const kana = /[ぁ-んァ-ヶー]/u;
/** Katakana of one byte, in exports of banks and old programs. */
const narrowKana = /[ｦ-ﾟ]/u;
const wideSigns = /[　、。・：；，（）「」『』－〜～０-９Ａ-Ｚａ-ｚ]/u;
const frequent = Object.fromEntries(
  Object.entries(frequentCharacters).map(([name, text]) => [name, new Set(text.replaceAll(/\s/gu, ''))]),
);

/**
 * Scores a text as one in a language of thousands of characters.
 * @param usual the characters of the encoding's first level, which are the usual ones
 */
export function scoreCharacters(text: string, characters: Characters, usual: ReadonlySet<string>): number {
  const often = frequent[characters] ?? new Set<string>();
  const frequentCost = -Math.log(often.size / 0.7);
  const usualCost = -Math.log(usual.size / 0.25);
  let cost = 0;
  let count = 0;
  let before = ' ';
  for (const character of text) {
    if (character > '\x7f') {
      count += 1;
      if (often.has(character)) cost += frequentCost;
      else if (kana.test(character)) cost += characters === 'ja' ? -5 : -11;
      else if (narrowKana.test(character)) cost += characters === 'ja' ? -6 : -13;
      else if (usual.has(character)) cost += usualCost;
      else if (wideSigns.test(character)) cost += -7;
      else if (isLost(character)) cost += costs.control;
      else if (signs.test(character)) cost += -9;
      else cost += ofScript[characters].test(character) ? -13 : costs.signInWord;
      // O’Neil and José in another encoding look like one character within a Latin word.
      if (/[A-Za-z]/u.test(before)) cost += foreignLetterInWord;
    } else if (narrowKana.test(before) && /[A-Za-z]/u.test(character)) cost += foreignLetterInWord;
    before = character;
    if (count >= looked) break;
  }
  return cost;
}
