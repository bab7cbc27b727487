import { importEncodingNames, type ImportReading } from '@tinygenesy/contract';
import type { LineRecord } from '../../types.ts';
import { shorten } from '../../values/cells/shorten.ts';
import type { Table } from './tableOf.ts';

export interface LookedAt {
  /** The beginning of the file. */
  text: string;
  /** Characters that could not be decoded. */
  unreadableCount: number;
  nulCount: number;
  table: Pick<Table, 'records' | 'notes' | 'footer'>;
  /** The number of lines that are not UTF-8 in a file of UTF-8; null: unknown. */
  strayCount: number | null;
  isWhole: boolean;
  /** The choices of a person: they get no notice. */
  choice: { encoding?: unknown; delimiter?: unknown; hasHeader?: unknown };
}

type Guessed = Pick<
  ImportReading,
  | 'encoding'
  | 'encodingConfidence'
  | 'strayEncoding'
  | 'delimiterConfidence'
  | 'hasHeader'
  | 'headerConfidence'
  | 'headers'
  | 'sample'
> & { originalHeaders: readonly string[] };
type Notice = ImportReading['notices'][number];

/** The confidence below which a guess gets a notice. */
const sure = 0.7;

/** Returns notices about the file as a whole, which the import screen shows above the columns. */
export function noticesOf(reading: Guessed, lookedAt: LookedAt): Notice[] {
  return [...encodingNotices(reading, lookedAt), ...rowNotices(reading, lookedAt), ...headerNotices(reading)];
}

function encodingNotices(
  { encoding, encodingConfidence, strayEncoding }: Guessed,
  { unreadableCount, nulCount, strayCount }: LookedAt,
): Notice[] {
  const name = importEncodingNames[encoding];
  const told: Notice[] = [];
  if (encodingConfidence < sure) {
    const text = `The encoding is uncertain: ${name} is used. If letters look wrong below, choose another encoding.`;
    told.push({ code: 'encoding_unsure', text });
  }
  if (strayEncoding !== null && strayCount !== 0) {
    const which =
      strayCount === null
        ? 'Some lines are'
        : strayCount === 1
          ? '1 line is'
          : `${strayCount.toLocaleString('en')} lines are`;
    const text = `${which} not UTF-8 like the rest of the file, but probably ${importEncodingNames[strayEncoding]}. Check the marked rows.`;
    told.push({ code: 'mixed_encodings', text });
  }
  if (unreadableCount > 0) {
    const text = `${count(unreadableCount, 'character')} can’t be read as ${name} and would become �. Try another encoding.`;
    told.push({ code: 'unreadable_characters', text });
  }
  if (nulCount > 0) {
    const text = `The file has ${count(nulCount, 'NUL byte')}. NUL bytes are not imported.`;
    told.push({ code: 'nul_bytes', text });
  }
  return told;
}

function rowNotices(reading: Guessed, { text, table, isWhole, choice }: LookedAt): Notice[] {
  const told: Notice[] = [];
  const addNotice = (code: string, words: string) => told.push({ code, text: words });
  const { hasHeader, headerConfidence, delimiterConfidence, headers } = reading;
  if (/^"?sep=/iu.test(text))
    addNotice('sep_line', 'The first line names the delimiter for Excel. It is not imported.');
  addLeftOut(told, table);
  if (headers.length === 1) {
    addNotice('one_column', 'Only one column was found. If the file has more, choose their delimiter.');
  } else if (choice.delimiter === undefined && delimiterConfidence < sure) {
    addNotice('delimiter_unsure', 'The delimiter is uncertain. If the columns look wrong, choose another delimiter.');
  }
  if (choice.hasHeader === undefined && !hasHeader) {
    const why = headerConfidence < sure ? 'looks like the other rows' : 'has values, not column names';
    addNotice(
      'no_header',
      `The file has no header: the first row ${why}. It is imported too. If it is the header, change the setting.`,
    );
  } else if (headerConfidence < sure) {
    addNotice('header_unsure', 'The first row is probably the header. If it is a data row, change the setting.');
  }
  if (hasHeader && isWhole && table.records.length === 1)
    addNotice('header_only', 'The file has a header, but no rows below it.');
  const [first] = table.records;
  if (hasHeader && first?.fault) addNotice('broken_header', `The header can’t be read properly. ${first.fault.text}`);
  return told;
}

/** Adds notices of the lines above the table and of the rows below it, which are not imported. */
function addLeftOut(told: Notice[], { notes, footer }: LookedAt['table']): void {
  if (notes.length > 0) {
    const text = `${count(notes.length, 'line')} above the table ${are(notes)} not imported: ${quoted(notes)}. If one of them has the column names, choose it as the header.`;
    told.push({ code: 'lines_above', text });
  }
  if (footer.length > 0) {
    const text = `${count(footer.length, 'line')} below the table ${are(footer)} not imported: ${quoted(footer)}.`;
    told.push({ code: 'lines_below', text });
  }
}

const are = (records: readonly LineRecord[]): string => (records.length === 1 ? 'is' : 'are');

/** Quotes the beginning of the first lines. */
function quoted(records: readonly LineRecord[]): string {
  const shown = records
    .slice(0, 3)
    .map(({ cells }) => `“${shorten(cells.filter((cell) => cell.trim() !== '').join(', '), 60)}”`);
  return shown.join(', ') + (records.length > shown.length ? ' …' : '');
}

function headerNotices({ hasHeader, originalHeaders, headers }: Guessed): Notice[] {
  if (!hasHeader) return [];
  const told: Notice[] = [];
  const renamed = headers.filter(
    (header, column) => / \(\d+\)$/u.test(header) && header !== originalHeaders[column]?.trim(),
  );
  const unnamed = headers.filter((_, column) => originalHeaders[column]?.trim() === '');
  if (unnamed.length > 0) {
    told.push({ code: 'empty_headers', text: `Columns without a name are named by position: ${list(unnamed)}.` });
  }
  if (renamed.length > 0) {
    told.push({
      code: 'repeated_headers',
      text: `Columns with the same name got a number: ${list(renamed)}.`,
    });
  }
  return told;
}

const count = (number: number, thing: string) => `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
const list = (names: readonly string[]) => (names.length > 5 ? `${names.slice(0, 5).join(', ')} …` : names.join(', '));
