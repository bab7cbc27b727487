import { languageWords } from './languageWords.ts';

export type Language = keyof typeof languageWords;

/** Returns the natural logarithm of the probability of a letter behind another one; a blank is the edge of a word. */
export type LanguageModel = (before: string, letter: string) => number;

/** The share of letters that a model leaves for those it has never seen, in the whole of Unicode. */
const unseen = 1e-5;
/** How many letters the frequency of a letter alone weighs beside its frequency behind another one. */
const weightAlone = 4;

const models = new Map<Language, LanguageModel>();

/** Returns the model of a language. It is learned from its words and from the names of countries that Node knows. */
export function languageModel(language: Language): LanguageModel {
  const known = models.get(language);
  if (known !== undefined) return known;
  const model = learn(`${languageWords[language]} ${countryNames(language)}`);
  models.set(language, model);
  return model;
}

function learn(words: string): LanguageModel {
  const alone = new Map<string, number>();
  const pairs = new Map<string, number>();
  const befores = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  let total = 0;
  let before = ' ';
  for (const character of words.toLowerCase().normalize('NFC')) {
    const letter = /[\p{L}\p{M}]/u.test(character) ? character : ' ';
    if (letter === ' ' && before === ' ') continue;
    total += 1;
    add(alone, letter);
    add(pairs, before + letter);
    add(befores, before);
    before = letter;
  }
  return (previous, letter) => {
    const share = (alone.get(letter) ?? 0) / total + unseen;
    const behind = (pairs.get(previous + letter) ?? 0) + weightAlone * share;
    return Math.log(behind / ((befores.get(previous) ?? 0) + weightAlone));
  };
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

function countryNames(language: Language): string {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  return letters
    .flatMap((first) => letters.map((second) => names.of(first + second) ?? ''))
    .filter((name) => name !== '')
    .join(' ');
}
