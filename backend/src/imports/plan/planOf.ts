import type { ImportReading, ImportSettings } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { isSpreadsheetExport } from '../../leads/export/exportColumns.ts';
import { AppError } from '../../platform/errors.ts';
import { readHead } from '../file/importChunks.ts';
import type { MergeRules } from '../writing/mergeRow.ts';
import { type ImportFile, readingOfImport } from '../presentImport.ts';
import { checkMapping, readingOf } from './readingOf.ts';
import type { ImportPlan } from '../types.ts';
import { readCountry } from '../values/cells/readCountry.ts';

export interface PlannedImport {
  plan: ImportPlan;
  /** How the file looks when it is read as chosen. */
  reading: ImportReading;
  /** With everything said that was left open: they come to the same plan again. */
  settings: ImportSettings;
  rules: Omit<MergeRules, 'mode'>;
}

/**
 * How a file is to be read, judged and brought in by these settings; what they leave open is as the file suggests.
 * @param file an import that came as a file
 * @throws AppError invalid, with a pointer for each column that can't be mapped so; not_csv when it is none as chosen
 */
export async function planOf(database: Database, file: ImportFile, settings: ImportSettings): Promise<PlannedImport> {
  const reading = await chosenReading(database, file, settings);
  const mapping = settings.mapping ?? reading.suggestedMapping;
  checkMapping(mapping, reading.headers);
  const wanted = settings.defaults?.countryCode ?? null;
  const defaultCountryCode = wanted === null ? null : readCountry(wanted);
  if (wanted !== null && defaultCountryCode === null) {
    throw new AppError('invalid', 'Some fields need a correction.', {
      errors: [{ pointer: '/defaults/countryCode', message: 'must be the code of a country, such as ES' }],
    });
  }
  const { encoding, delimiter, hasHeader } = reading;
  const columns = reading.headers.map((header) => ({
    header,
    target: Object.hasOwn(mapping, header) ? (mapping[header] ?? null) : null,
  }));
  return {
    plan: {
      encoding,
      delimiter,
      hasHeader,
      columns,
      defaultCountryCode,
      allowWithoutEmail: settings.allowWithoutEmail,
      fixes: settings.fixes,
      isSpreadsheetExport:
        hasHeader && isSpreadsheetExport(reading.columns.map(({ originalHeader }) => originalHeader)),
    },
    reading,
    settings: { ...settings, encoding, delimiter, hasHeader, mapping },
    rules: { onDuplicate: settings.onDuplicate, tags: settings.defaults?.tags ?? [], importTag: file.tag },
  };
}

/** Whether the bytes become the same rows by both. */
export const isReadAlike = (one: ImportSettings, other: ImportSettings): boolean =>
  (['encoding', 'delimiter', 'hasHeader'] as const).every((key) => one[key] === other[key]);

/** The reading of the upload, unless something else was chosen than what it came to. */
async function chosenReading(database: Database, file: ImportFile, settings: ImportSettings): Promise<ImportReading> {
  const first = readingOfImport(file);
  if (first === null) throw new AppError('conflict', 'This import has no file.');
  const { encoding, delimiter, hasHeader } = settings;
  const isSame =
    (encoding ?? first.encoding) === first.encoding &&
    (delimiter ?? first.delimiter) === first.delimiter &&
    (hasHeader ?? first.hasHeader) === first.hasHeader;
  if (isSame) return first;
  const head = await readHead(database, file);
  const sizeBytes = Number(file.sizeBytes);
  const choice = {
    // What it was taken for anyway is no choice: how sure that is, is told as before.
    ...(encoding === undefined || encoding === first.encoding ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(hasHeader === undefined ? {} : { hasHeader }),
  };
  // The upload had all of the file to guess the encoding by.
  return readingOf(database, head, { isWhole: head.length === sizeBytes, sizeBytes, known: first, choice });
}
