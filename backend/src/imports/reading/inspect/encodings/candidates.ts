import type { ImportEncoding } from '@tinygenesy/contract';
import { createTextDecoder } from '../../records/textDecoder.ts';
import type { Language } from './languageModels.ts';
import type { Characters } from './scoreText.ts';

/** An encoding that a file without a mark can have, and the languages that are written in it. */
export interface Candidate {
  encoding: ImportEncoding;
  /** Natural logarithm of how rare it is. It decides between encodings that give equally likely texts. */
  prior: number;
  languages: readonly Language[];
  /** For encodings of two bytes: the language of thousands of characters, and its usual characters. */
  characters?: { name: Characters; usual: () => ReadonlySet<string> };
}

const western: readonly Language[] = ['es', 'fr', 'de', 'pt', 'it', 'sv', 'da', 'nb', 'fi', 'is', 'ca', 'nl'];
const central: readonly Language[] = ['pl', 'cs', 'sk', 'hu', 'ro', 'hr', 'sl', 'de'];
const cyrillic: readonly Language[] = ['ru', 'uk', 'bg', 'sr'];
const baltic: readonly Language[] = ['lt', 'lv', 'et', 'pl', 'de'];
const turkish: readonly Language[] = ['tr', 'de', 'fr'];

const one = (encoding: ImportEncoding, prior: number, languages: readonly Language[]): Candidate => ({
  encoding,
  prior,
  languages,
});

const two = (encoding: ImportEncoding, prior: number, name: Characters, leads: [number, number]): Candidate => ({
  encoding,
  prior,
  languages: [],
  characters: { name, usual: () => charactersOf(encoding, leads) },
});

/** The encodings of Windows come first: of two that give the same text, the first is taken. */
export const candidates: readonly Candidate[] = [
  one('windows-1252', 0, western),
  one('windows-1250', -1, central),
  one('windows-1251', -0.5, cyrillic),
  one('windows-1253', -1, ['el']),
  one('windows-1254', -1.5, turkish),
  one('windows-1255', -1, ['he']),
  one('windows-1256', -1, ['ar', 'fa']),
  one('windows-1257', -1.5, baltic),
  one('windows-1258', -2, ['vi']),
  one('windows-874', -1, ['th']),
  one('iso-8859-15', -1, western),
  one('iso-8859-2', -1.5, central),
  one('iso-8859-3', -3, ['mt']),
  one('iso-8859-4', -3, baltic),
  one('iso-8859-5', -2, cyrillic),
  one('iso-8859-6', -2, ['ar']),
  one('iso-8859-7', -1.5, ['el']),
  one('iso-8859-8', -1.5, ['he']),
  one('iso-8859-10', -3, ['is', 'lt', 'sv']),
  one('iso-8859-13', -2, baltic),
  one('iso-8859-14', -3, ['cy']),
  one('koi8-r', -1, ['ru', 'bg']),
  one('koi8-u', -1.5, ['uk', 'ru']),
  one('ibm866', -1, cyrillic),
  one('macintosh', -1.5, western),
  one('x-mac-cyrillic', -1.5, cyrillic),
  one('ibm850', -2, western),
  one('ibm852', -2, central),
  two('gb18030', -0.5, 'zhHans', [0xb0, 0xd7]),
  two('big5', -0.5, 'zhHant', [0xa4, 0xc6]),
  two('euc-kr', -0.5, 'ko', [0xb0, 0xc8]),
  two('shift_jis', -0.5, 'ja', [0x88, 0x97]),
  two('euc-jp', -1, 'ja', [0xb0, 0xcf]),
];

const known = new Map<ImportEncoding, ReadonlySet<string>>();

/** Returns the characters whose first byte is in a range. */
function charactersOf(encoding: ImportEncoding, [first, last]: [number, number]): ReadonlySet<string> {
  const found = known.get(encoding);
  if (found !== undefined) return found;
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) bytes.push(lead, trail, 0x0a);
  }
  const decoder = createTextDecoder(encoding);
  const characters = new Set(
    (decoder.decode(Uint8Array.from(bytes)) + decoder.end())
      .split('\n')
      .filter((text) => [...text].length === 1 && text > '\x7f' && text !== '\uFFFD'),
  );
  known.set(encoding, characters);
  return characters;
}
