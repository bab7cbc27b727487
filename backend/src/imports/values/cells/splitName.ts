/** Titles and forms of address that stand before a name. Those that are also names or words need their full stop. */
const title = new RegExp(
  `^(?:(?:dr|prof|professor|mr|mrs|ms|miss|mx|herr|frau|sir|dame|mme|mlle|sra|srta|dott|doctor|dottoressa|univ|priv|dipl|drs|` +
    `mudr|judr|phdr|rndr|mgr|signora|señor|señora|señorita|monsieur|madame|fru|siv|shri|smt|datuk)(?:\\.|(?=[\\s-]))|` +
    `(?:sr|fr|rev|hon|ing|ir|mag|lic|arq|dra|avv|geom|eng|er|col|gen|maj|capt|cpt|lt|sgt|sig|st[.]?[ ]?rat|med|rer|nat|` +
    `phil|jur|iur|pol|oec|habil|tekn|dott[.]ssa|prof[.]ssa|sig[.]ra|ra|kfm|h[.]\\s?c|m[.]\\s?sc|b[.]\\s?sc|bc|pd|vet|dhr|mevr|mw)\\.)` +
    `(?:\\s*-\\s*(?=[a-z]{2,6}\\.)|\\s*)`,
  'iu',
);

/** Degrees and marks behind a name that are no names, wherever they stand. */
const clearDegree =
  /^(?:jr\.?|sr\.|ii|iii|iv|ph\.?\s?d\.?|d\.?phil\.?|ed\.?d\.?|psy\.?d\.?|pharm\.?d\.?|dr\.?p\.?h\.?|mba|emba|m\.b\.a\.|m\.?sc\.?|b\.?sc\.?|b\.a\.|m\.a\.|m\.?eng\.?|b\.?eng\.?|ll\.?m\.?|ll\.?b\.?|m\.d\.|m\.?ph\.?|esq\.?|cpa|cfa|pmp|cissp|frics|mrics|csc\.?|drsc\.?|dipl\.?-ing\.?(?:\s*\(fh\))?|\(fh\)|r\.?n\.|p\.?e\.|dds|dvm|obe|mbe|cbe|dr\.)$/iu;
/** Behind a comma, capital letters are degrees and memberships too: `Li Wang, MA, SHRM-CP`. */
const initials = /^(?:[A-Z][A-Za-z]?\.?){1,6}(?:-[A-Z]{1,4})?®?$/u;
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

/** Separates titles before a name and degrees behind it (`Dr. Ana Pérez, PhD`). At least one word stays the name. */
export function withoutTitles(text: string): { name: string; titles: string[] } {
  const { name: behindTitles, titles } = withoutLeading(text.trim());
  const [first = '', ...parts] = behindTitles.split(',').map((part) => part.trim());
  const degrees: string[] = [];
  while (parts.length > 0 && isDegrees(parts.at(-1) ?? '', first)) degrees.unshift(parts.pop() ?? '');
  const words = [first, ...parts].join(', ').split(/\s+/u);
  while (words.length > 1 && clearDegree.test(words.at(-1) ?? '')) degrees.unshift(words.pop() ?? '');
  return { name: words.join(' ').replace(/,$/u, ''), titles: [...titles, ...degrees].filter((word) => word !== '') };
}

function withoutLeading(text: string): { name: string; titles: string[] } {
  const titles: string[] = [];
  let name = text;
  for (;;) {
    const found = title.exec(name)?.[0];
    const rest = found === undefined ? '' : name.slice(found.length).trim();
    if (found === undefined || !/\p{L}/u.test(rest)) return { name, titles };
    titles.push(found.trim());
    name = rest;
  }
}

/** Returns whether a part behind a comma holds nothing but degrees. `Pérez, ANA` has a name there. */
function isDegrees(part: string, before: string): boolean {
  if (part === '') return true;
  const mayBeInitials = /\s/u.test(before) && before !== before.toUpperCase();
  return part.split(/\s+/u).every((word) => clearDegree.test(word) || (mayBeInitials && initials.test(word)));
}

/**
 * Splits a full name (`Ana Pérez`, `Pérez, Ana`, `Dr. Ana Pérez García`) into first and last name without titles and
 * degrees. Particles (`van der`) belong to the last name. Chinese, Japanese and Korean names begin with the last name.
 */
export function splitName(fullName: string): SplitName {
  const { name, titles } = withoutTitles(fullName);
  const [family, given, ...more] = name.split(',').map((part) => part.trim());
  if (family && given && more.length === 0) {
    const inner = withoutLeading(given);
    return { firstName: inner.name, lastName: family, titles: [...titles, ...inner.titles], isSure: false };
  }
  const words = name.split(/\s+/u);
  const [first = ''] = words;
  // `Mr. Smith` names the family only.
  if (words.length === 1) {
    return titles.length === 0
      ? { firstName: name === '' ? null : name, lastName: null, titles, isSure: true }
      : { firstName: null, lastName: name, titles, isSure: false };
  }
  if (familyFirst.test(name)) {
    return { firstName: words.slice(1).join(' '), lastName: first, titles, isSure: false };
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
