import { foldText } from '@tinygenesy/contract';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u));

const articles = setOf('the la le les l el los las lo il i gli o os as de der die das den det het');
const connectors = setOf('of du de des d del della dello dei di do da das der den van og');
/** Words of the form of government, which names of countries may have before them. */
const forms = setOf(
  `republic rep kingdom state states federal federative federated federation fed democratic dem peoples people
   socialist islamic arab bolivarian plurinational united cooperative co operative grand duchy principality sultanate
   commonwealth union independent hashemite oriental eastern confederation emirate former yugoslav rb sovereign pdr
   republique royaume etat federale federal federatif democratique populaire socialiste islamique arabe principaute
   grand duche sultanat plurinational bolivarienne union emirat unie unies
   bolivariana bolivarianischer republica reino estado estados unidos federativa democratica popular socialista islamica principado ducado gran grao
   sultanato plurinacional cooperativa unida unido emirato mancomunidad
   repubblica regno stato federale democratica popolare principato granducato unita unione
   republik konigreich staat bundesrepublik demokratische volksrepublik sozialistische islamische arabische furstentum
   grossherzogtum sultanat vereinigte vereinigtes foderale foderative bundesstaat bolivarische plurinationaler
   republiek koninkrijk groothertogdom vorstendom federale democratische volksrepubliek islamitische bondsrepubliek
   rzeczpospolita republika krolestwo federacja konungariket kongeriget kongeriket kralovstvi tasavalta kuningaskunta
   republica statul cumhuriyeti республика федерация королевство республіка`,
);
/** Words that distinguish countries of one name, behind it in lists: `Korea, South`. */
const qualifiers = setOf(
  'south north east west southern northern american british us french dutch equatorial democratic',
);

/** Spellings of words that are abbreviated in some lists. */
const plainWords: Record<string, string> = {
  rep: 'republic',
  dem: 'democratic',
  sts: 'states',
  st: 'saint',
  ste: 'saint',
  sint: 'saint',
  sankt: 'saint',
  isl: 'islands',
  is: 'islands',
};

/** Characters that no list has in names. `ESPA?A` lost a letter, and `Spain!` may be another text. */
const unusual = /[^\p{L}\p{M}\p{N}\s.,'’`´&()*\u2010-\u2015\u200e\u200f-]/u;

/** Splits a name into words without case, accents and punctuation, with one spelling of each word. */
export function countryWords(text: string): string[] {
  if (unusual.test(text)) return [];
  const folded = foldText(text)
    .replace(/&/gu, ' and ')
    .replace(/[’`´]/gu, "'")
    .replace(/\b(l|d)'(?=\p{L})/gu, '$1 ')
    .replace(/(?<=\p{L})\.(?=\p{L}\b)/gu, '')
    .replace(/'/gu, '');
  const words = folded.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  return words.map((word) => (Object.hasOwn(plainWords, word) ? (plainWords[word] ?? word) : word));
}

/** Joins words to a key, so that `Guinea Bissau` and `Guinea-Bissau` are one name. */
export const keyOf = (words: readonly string[]): string => words.join('');

/** Names in the usual order of words: `Iran (Islamic Republic of)` and `Korea, South` are turned around. */
export function inOrder(text: string): string[] {
  const found = /^([^,()]+)[,(]([^,()]+)\)?$/u.exec(text.trim());
  const [, name, behind] = found ?? [];
  if (name === undefined || behind === undefined) return [];
  const words = countryWords(behind);
  const isForm = words.every(
    (word) => forms.has(word) || connectors.has(word) || articles.has(word) || qualifiers.has(word),
  );
  return isForm ? [...words, ...countryWords(name)] : [];
}

/** Returns the words without articles at their beginning. */
export function withoutArticle(words: readonly string[]): string[] {
  const first = words.findIndex((word) => !articles.has(word));
  return first === -1 ? [] : words.slice(first);
}

/** Splits off a form of government in all ways: `Republic of the Sudan` has the name `Sudan`. */
export function withoutForm(words: readonly string[]): { form: string[]; name: string[] }[] {
  const splits: { form: string[]; name: string[] }[] = [];
  let hasForm = false;
  for (let end = 1; end < words.length; end += 1) {
    const word = words[end - 1] ?? '';
    if (!forms.has(word) && !connectors.has(word) && !articles.has(word)) break;
    hasForm ||= forms.has(word);
    if (hasForm) splits.push({ form: words.slice(0, end), name: words.slice(end) });
  }
  return splits;
}
