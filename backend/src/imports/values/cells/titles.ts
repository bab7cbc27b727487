/** Titles and forms of address that stand before a name. Those that are also names or words need their full stop. */
const title = new RegExp(
  `^(?:(?:sig[.]?(?:ra|na)|(?:dott|prof|avv)[.]?ssa)(?:\\.|(?=\\s))|dipl\\.?(?:\\s?-?\\s?\\p{L}{2,14}\\.)+|diplom-\\p{L}+\\s|attn[.:]|z\\.\\s?hd\\.(?:\\s?v\\.)?|c/o\\s|the\\s(?=hon)|rt\\.?\\shon\\.?\\s|` +
    `de\\sheer\\s|[cs]iv\\.?\\s?ing\\.|spett\\.?(?:le|mi)\\s|h\\.\\s?e\\.|г-(?:н|жа)\\s|` +
    `(?:d?dr|prof|professor|mr|mrs|ms|miss|mx|hr|herrn?|frau|fam|familie|sir|dame|mme|mlle|sra|srta|dott|doctor|dottoressa|` +
    `univ|priv|dipl|drs|mudr|mddr|judr|phdr|rndr|mgr|m?mag[.]a|signora|señora?|señorita|doña|dña|monsieur|madame|maître|mevrouw|pani|fru|siv|shri|smt|` +
    `docteur|doutora?|sayın|rechtsanw(?:alt|ältin)|steuerberater(?:in)?|datuk)(?:\\.|(?=[\\s-]))|` +
    `(?:sr|fr|rev|hon|ing|ir|m?mag|lic|arq|dra|avv|geom|eng|er|col|gen|maj|capt|cpt|lt|sgt|sig|st[.]?[ ]?rat|med|rer|nat|` +
    `phil|jur|iur|pol|oec|habil|tekn|dott[.]ssa|prof[.]ssa|sig[.]ra|ra|kfm|h[.]\\s?c|m[.]\\s?sc|b[.]\\s?sc|bc|pd|vet|dent|` +
    `mult|doz|doc|apl|ao|inż|dhr|mevr|mw|pr|arch|rag|egr|gent[.]m[ao]|ex[.]?m[ao]|il[.]?m[ao]|adv|atty|engr|sn|av|hab|cand)\\.)` +
    `(?:(?:in|a|ª|º)(?=\\s))?(?:\\s*-\\s*(?=[a-z]{2,6}\\.)|\\s*)`,
  'iu',
);
/** Degrees that some write before a name, too. */
const degreeBefore =
  /^(?:(?:P[hH]\.?\s?D|D\.?\s?Phil|[MB]\.?\s?Sc|[MB]\.?\s?Eng|LL\.?\s?[BM]|MBA|M\.B\.A|PD|CPT|COL|LTC)\.?(?=\s)|D?DI(?=\s\p{Lu}\p{Ll})|(?:RA|RAin|StB|StBin|WP)(?=\s\p{Lu}\p{Ll}+\s))\s*/u;

/**
 * Another abbreviation before a name of two words or more: `Mtro. Juan Pérez`, `cand.merc. Lars Jensen`. Those that stand
 * for first names are no titles.
 */
const abbreviation =
  /^(?!(?:sta?|ma|fco|jos|joh|chr|th|wm|chas|geo|thos|jas|alex|ant|rob|edw|seb|ph|ch)\.)\p{L}{2,6}\.(?:\p{L}{2,6}\.)*\s*(?=\p{L}\S*\s+\p{L})/iu;

/** Degrees and marks behind a name that are no names, wherever they stand. */
const clearDegree =
  /^(?:[js]n?r\.|jr|jun\.?|sen\.|ii|iii|iv|ph\.?\s?d\.?|d\.?phil\.?|ed\.?d\.?|psy\.?d\.?|pharm\.?d\.?|dr\.?p\.?h\.?|mba|emba|m\.b\.a\.|m\.?sc\.?|b\.?sc\.?|b\.a\.|m\.a\.|m\.?eng\.?|b\.?eng\.?|ll\.?m\.?|ll\.?b\.?|m\.d\.|m\.?ph\.?|esq\.?|cpa|cfa|pmp®?|cissp|frics|mrics|p\.?eng\.?|3rd|csc\.?|drsc\.?|dipl\.?(?:-\p{L}+\.?)+|r\.?n\.|p\.?e\.|dds|dvm|obe|mbe|cbe|dr\.)$/iu;
/** Degrees in capital letters: in small ones, they are names. */
const capitalDegree =
  /^(?:MD|RN|BSN|MSN|JD|DPT|FACS|FACP|MPA|MFA|MSW|LCSW|CFP|PA-C|DMD|MBBS|FRCP|FRCS|ACCA|FCCA|FCA|QC|KC|MP|KBE|CEng)$/u;
/** Behind a comma, capital letters are degrees and memberships too: `Li Wang, MA, SHRM-CP`. */
const initials = /^(?:[A-Z][A-Za-z]?\.?){1,6}(?:-[A-Z]{1,4})?®?$/u;
const membership = /^(?=(?:.*[A-Z]){3})[A-Za-z]+$/u;
/** A company behind a comma. */
const firm =
  /(?:^|\s)(?:gmbh|ag|kg|ohg|ug|e\.?\s?k\.?|inc|ltd|llc|llp|plc|corp|co|s\.?\s?l\.?u?|s\.?\s?a\.?|s\.?\s?r\.?\s?l|s\.?\s?a\.?\s?s|b\.?v|n\.?v|oy|ab|a\/s|aps|sp\. z o\.?o)\.?$/iu;

/** What people write beside a name: `(Vertrieb)`, `<ana@acme.com>`, `"Bob"` between names. */
const asides: readonly RegExp[] = [
  /(?:,\s*|\s)(?:née?|geb\.|geborene?r?)\s.*$/giu,
  /[([{<（【][^)\]}>）】]*(?:[)\]}>）】]|$)/gu,
  /(?<=\S\s)["“„«‘'][^"“”„»«’']+["”“»’'](?=\s+\S)/gu,
  // After two words, else a double name: `Anna - Lena Muster`.
  /(?<=^\S+\s+\S.*)(?:\s(?:[|–—/•·@-]\s|c\/o\s)|(?<!&\w+);\s).*$/gu,
];

/** A name without what stands around it. */
interface BareName {
  name: string;
  /** Titles, degrees and remarks. */
  titles: string[];
}

/**
 * Separates titles before a name, degrees behind it (`Dr. Ana Pérez, PhD`) and remarks beside it (`Ana Pérez (Sales)`).
 * At least one word stays the name. A comma between the family's name and the other names stays.
 */
export function withoutTitles(text: string): BareName {
  const { name: plain, titles: remarks } = withoutAsides(text.trim());
  const { name: behindTitles, titles } = withoutLeading(plain);
  const [first = '', ...others] = behindTitles.split(',').map((part) => part.trim());
  const degrees: string[] = [];
  const parts = [first];
  for (const part of others) {
    if (isDegrees(part, parts) || parts.length === 2 || firm.test(part)) degrees.push(part);
    else parts.push(part);
  }
  const bare = parts.map((part) => {
    const { name, titles: before } = withoutLeading(part);
    const { name: inner, titles: behind } = withoutTrailing(name);
    titles.push(...before);
    degrees.unshift(...behind);
    return inner;
  });
  return { name: bare.join(', '), titles: [...titles, ...degrees, ...remarks].filter((word) => word !== '') };
}

function withoutAsides(text: string): BareName {
  const titles: string[] = [];
  let name = text;
  for (const aside of asides) {
    const rest = name.replace(aside, ' ').replace(/\s+/gu, ' ').trim();
    if (rest === name || !/\p{L}/u.test(rest)) continue;
    titles.push(...(name.match(aside) ?? []).map((found) => found.trim()));
    name = rest;
  }
  return { name: name.replace(/(?<=\p{L})\s-\s(?=\p{L})/u, '-'), titles };
}

/** Separates the titles before a name. */
export function withoutLeading(text: string): BareName {
  const titles: string[] = [];
  let name = text;
  for (;;) {
    const found = title.exec(name)?.[0] ?? degreeBefore.exec(name)?.[0] ?? abbreviation.exec(name)?.[0];
    const rest = found === undefined ? '' : name.slice(found.length).trim();
    if (found === undefined || !/\p{L}/u.test(rest)) return { name, titles };
    const previous = titles.at(-1);
    if (previous?.endsWith('-')) titles[titles.length - 1] = previous + found.trim();
    else titles.push(found.trim());
    name = withoutAnd(rest);
  }
}

/** `Mr. and Mrs. Smith`: the word between two titles belongs to neither. */
function withoutAnd(text: string): string {
  const rest = text.replace(/^(?:&|and|und|et|y|e|i|en)\s+/iu, '');
  return title.test(rest) ? rest : text;
}

function withoutTrailing(text: string): BareName {
  const words = text.split(/\s+/u);
  const titles: string[] = [];
  const isCapital = text === text.toUpperCase();
  while (words.length > 1 && isDegree(words.at(-1) ?? '', !isCapital && words.length > 2)) {
    titles.unshift(words.pop() ?? '');
  }
  // Behind a degree, initials are degrees too: `Ana Lo MD FACC`.
  const degree = words.findIndex((word, place) => place > 1 && isDegree(word, !isCapital));
  if (titles.length === 0 && degree !== -1 && !isCapital && words.slice(degree).every(isInitials)) {
    titles.unshift(...words.splice(degree));
  }
  return { name: words.join(' '), titles };
}

/** Returns whether a word has several capital letters: `FACC`, `PhD`, not `Lo`. */
const isInitials = (word: string): boolean => initials.test(word) && (word.match(/[A-Z]/gu) ?? []).length > 1;

const isDegree = (word: string, mayBeCapital: boolean): boolean =>
  clearDegree.test(word) || (mayBeCapital && capitalDegree.test(word));

/** Returns whether a part behind a comma holds nothing but degrees and titles. `Pérez, ANA` has a name there. */
function isDegrees(part: string, [first = '', given]: readonly string[]): boolean {
  if (part === '' || isTitleOnly(part)) return true;
  // `Van 't Hof, P.` has the initial of a first name.
  if (given === undefined && /^\p{Lu}\.$/u.test(part)) return false;
  const hasNames = given !== undefined || /\s/u.test(first);
  const mayBeInitials = given !== undefined || (hasNames && first !== first.toUpperCase());
  return part
    .split(/\s+/u)
    .every(
      (word) =>
        isDegree(word, hasNames) ||
        (mayBeInitials && (initials.test(word) || membership.test(word))) ||
        isTitleOnly(word),
    );
}

const isTitleOnly = (text: string): boolean => {
  const { name, titles } = withoutLeading(`${text} `);
  const found = title.exec(`${name} `)?.[0] ?? '';
  return (
    found !== '' && found.trim() === name.trim() && (titles.length > 0 || /\.$|^(?:herr|frau)$/iu.test(name.trim()))
  );
};
