import type { ImportEncoding, ImportReading } from '@tinygenesy/contract';
import type { LineRecord } from '../../types.ts';

export interface LookedAt {
  /** The beginning of the file. */
  text: string;
  /** Characters that could not be decoded. */
  unreadableCount: number;
  nulCount: number;
  /** Its rows, with the header. */
  records: readonly LineRecord[];
  /** An encoding that it seems to have and that can't be chosen. */
  foreign: string | null;
  isWhole: boolean;
  /** What a person has decided is not told to him. */
  choice: { encoding?: unknown; delimiter?: unknown; hasHeader?: unknown };
}

type Guessed = Pick<
  ImportReading,
  'encoding' | 'encodingConfidence' | 'delimiterConfidence' | 'hasHeader' | 'headerConfidence' | 'headers' | 'sample'
> & { originalHeaders: readonly string[] };
type Notice = ImportReading['notices'][number];

/** Below it a guess is told as one. */
const sure = 0.7;

const encodingNames: Record<ImportEncoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252 (Western European)',
  'iso-8859-15': 'ISO-8859-15 (Western European)',
  shift_jis: 'Shift_JIS (Japanese)',
  gb18030: 'GB 18030 (Chinese)',
  macintosh: 'Mac Roman',
};

/** What a person should know of the file as a whole before its columns. */
export function noticesOf(reading: Guessed, lookedAt: LookedAt): Notice[] {
  return [...encodingNotices(reading, lookedAt), ...rowNotices(reading, lookedAt), ...headerNotices(reading)];
}

function encodingNotices(
  { encoding, encodingConfidence }: Guessed,
  { unreadableCount, nulCount, foreign }: LookedAt,
): Notice[] {
  const name = encodingNames[encoding];
  const told: Notice[] = [];
  if (encodingConfidence < sure && foreign !== null) {
    const text = `The file seems to be written in ${foreign}, which can't be read here. Save it as UTF-8 and choose it again.`;
    told.push({ code: 'encoding_unsure', text });
  } else if (encodingConfidence < sure) {
    const text = `The file is read as ${name}, but that is a guess. If letters look wrong below, choose another encoding.`;
    told.push({ code: 'encoding_unsure', text });
  }
  if (unreadableCount > 0) {
    const text = `${count(unreadableCount, 'character')} can't be read as ${name} and would be shown as �. If that is wrong, choose another encoding.`;
    told.push({ code: 'unreadable_characters', text });
  }
  if (nulCount > 0) {
    const text = `The file holds ${count(nulCount, 'NUL byte')}, which no text has: they are left out.`;
    told.push({ code: 'nul_bytes', text });
  }
  return told;
}

function rowNotices(reading: Guessed, { text, records, isWhole, choice }: LookedAt): Notice[] {
  const told: Notice[] = [];
  const tell = (code: string, words: string) => told.push({ code, text: words });
  const { hasHeader, headerConfidence, delimiterConfidence, headers } = reading;
  if (/^"?sep=/iu.test(text)) tell('sep_line', 'The first line only names the delimiter for Excel: it is left out.');
  if (headers.length === 1) {
    tell('one_column', 'Only one column was found. If there are more, choose the delimiter that stands between them.');
  } else if (choice.delimiter === undefined && delimiterConfidence < sure) {
    tell(
      'delimiter_unsure',
      'What stands between the columns is a guess. If they look wrong, choose another delimiter.',
    );
  }
  if (choice.hasHeader === undefined && !hasHeader) {
    const why = headerConfidence < sure ? 'seems to be a row like the others' : 'holds values, not names of columns';
    tell(
      'no_header',
      `The file has no header: its first row ${why}, so it is imported too. If it is the header, say so.`,
    );
  } else if (headerConfidence < sure) {
    tell(
      'header_unsure',
      'The first row is taken for the header, but that is a guess. If it is a row like the others, say so.',
    );
  }
  if (hasHeader && isWhole && records.length === 1) tell('header_only', 'The file has a header, but no rows below it.');
  const [first] = records;
  if (hasHeader && first?.fault) tell('broken_header', `The header can't be read properly. ${first.fault.text}`);
  return told;
}

function headerNotices({ hasHeader, originalHeaders, headers }: Guessed): Notice[] {
  if (!hasHeader) return [];
  const told: Notice[] = [];
  const renamed = headers.filter(
    (header, column) => / \(\d+\)$/u.test(header) && header !== originalHeaders[column]?.trim(),
  );
  const unnamed = headers.filter((_, column) => originalHeaders[column]?.trim() === '');
  if (unnamed.length > 0) {
    told.push({ code: 'empty_headers', text: `Columns without a name are called by their place: ${list(unnamed)}.` });
  }
  if (renamed.length > 0) {
    told.push({
      code: 'repeated_headers',
      text: `Columns of the same name are told apart by a number: ${list(renamed)}.`,
    });
  }
  return told;
}

const count = (number: number, thing: string) => `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
const list = (names: readonly string[]) => (names.length > 5 ? `${names.slice(0, 5).join(', ')} …` : names.join(', '));
