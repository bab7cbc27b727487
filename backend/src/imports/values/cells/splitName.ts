import { withoutLeading, withoutTitles } from './titles.ts';

const particles = new Set(
  `van von vom zu zur zum der den de del della di da do dos das du des la le les ter ten te op het el al bin ibn ben abu
   af av san santa st. mac`.split(/\s+/u),
);
const familyFirst = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\s]+$/u;

/** The parts of a full name. */
export interface SplitName {
  firstName: string | null;
  lastName: string | null;
  /** Titles and degrees, in their order. */
  titles: string[];
  /** No other split is likely. */
  isSure: boolean;
}

/**
 * Splits a full name (`Ana Pérez`, `Pérez, Ana`, `PÉREZ Ana`, `Dr. Ana Pérez García`) into first and last name without
 * titles and degrees. Particles (`van der`) belong to the last name. Chinese, Japanese and Korean names begin with the
 * last name.
 */
export function splitName(fullName: string): SplitName {
  const { name, titles } = withoutTitles(fullName);
  const [family = '', given] = name.split(',').map((part) => part.trim());
  if (family !== '' && given) return { ...behindComma(family, given), titles, isSure: false };
  const words = family.split(/\s+/u);
  const [first = ''] = words;
  // `Mr. Smith` names the family only.
  if (words.length === 1) {
    return titles.length === 0
      ? { firstName: family === '' ? null : family, lastName: null, titles, isSure: true }
      : { firstName: null, lastName: family, titles, isSure: false };
  }
  if (familyFirst.test(family)) {
    return { firstName: words.slice(1).join(' '), lastName: first, titles, isSure: false };
  }
  // `Muster Dr. Karl`, as in directories.
  const inner = withoutLeading(words.slice(1).join(' '));
  if (inner.titles.length > 0) {
    return { firstName: inner.name, lastName: first, titles: [...titles, ...inner.titles], isSure: false };
  }
  const capitals = words.findIndex((word) => word !== word.toUpperCase());
  if (capitals > 0 && words.slice(0, capitals).some(isCapitalName)) {
    return {
      firstName: words.slice(capitals).join(' '),
      lastName: words.slice(0, capitals).join(' '),
      titles,
      isSure: false,
    };
  }
  const particle = words.findIndex((word, place) => place > 0 && place < words.length - 1 && particles.has(word));
  const end = particle === -1 ? 1 : particle;
  return {
    firstName: words.slice(0, end).join(' '),
    lastName: words.slice(end).join(' '),
    titles,
    isSure: titles.length === 0 && words.length === 2,
  };
}

/** Puts the particles of a family's name back before it: `Berg, Jan van den`. */
function behindComma(family: string, given: string): Pick<SplitName, 'firstName' | 'lastName'> {
  const words = given.split(/\s+/u);
  const end = words.findLastIndex((word) => !particles.has(word)) + 1;
  return end === 0
    ? { firstName: given, lastName: family }
    : { firstName: words.slice(0, end).join(' '), lastName: [...words.slice(end), family].join(' ') };
}

/** Returns whether a word in capital letters is a family's name before the others (`PÉREZ Ana`), not initials. */
const isCapitalName = (word: string): boolean =>
  /^[\p{Lu}'’-]{3,}$/u.test(word) && (!/[A-Z]/u.test(word) || /[AEIOUY]/u.test(word.normalize('NFD')));
