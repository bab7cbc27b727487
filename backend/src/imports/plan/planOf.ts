import { type ImportReading, type ImportSettings, sureEncodingConfidence } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { isSpreadsheetExport } from '../../leads/export/exportColumns.ts';
import { AppError } from '../../platform/errors.ts';
import { readHead } from '../file/importChunks.ts';
import type { MergeRules } from '../writing/mergeRow.ts';
import { type ImportFile, readingOfImport } from '../presentImport.ts';
import { checkMapping, readingOf } from './readingOf.ts';
import type { InspectOptions } from '../reading/inspect/inspectFile.ts';
import type { ImportPlan } from '../types.ts';
import { readCountry } from '../values/cells/readCountry.ts';

export interface PlannedImport {
  plan: ImportPlan;
  /** The reading of the file with the chosen encoding, delimiter and header. */
  reading: ImportReading;
  /** The settings with all open choices filled in, so that they lead to the same plan again. */
  settings: ImportSettings;
  rules: Omit<MergeRules, 'mode'>;
}

/**
 * Plans how a file is read, judged and imported by these settings. Open choices are filled in from the file's
 * suggestions.
 * @param file an import that has a file
 * @throws AppError invalid, with a pointer to each wrong column; not_csv when the file can't be read as chosen
 */
export async function planOf(database: Database, file: ImportFile, settings: ImportSettings): Promise<PlannedImport> {
  const reading = await chosenReading(database, file, settings);
  if (settings.startLine !== undefined && settings.startLine > reading.startLine) {
    const message = 'must be a line at the beginning of the file';
    throw new AppError('invalid', 'Some fields need a correction.', { errors: [{ pointer: '/startLine', message }] });
  }
  const mapping = settings.mapping ?? reading.suggestedMapping;
  checkMapping(mapping, reading.headers);
  const wanted = settings.defaults?.countryCode ?? null;
  const defaultCountryCode = wanted === null ? null : readCountry(wanted);
  if (wanted !== null && defaultCountryCode === null) {
    throw new AppError('invalid', 'Some fields need a correction.', {
      errors: [{ pointer: '/defaults/countryCode', message: 'must be the code of a country, such as ES' }],
    });
  }
  const { encoding, strayEncoding, delimiter, dialect, hasHeader, startLine } = reading;
  const columns = reading.headers.map((header) => ({
    header,
    target: Object.hasOwn(mapping, header) ? (mapping[header] ?? null) : null,
  }));
  return {
    plan: {
      encoding,
      strayEncoding,
      delimiter,
      dialect,
      hasHeader,
      startLine,
      columns,
      defaultCountryCode,
      allowWithoutEmail: settings.allowWithoutEmail,
      receivedAt: file.createdAt.toISOString(),
      fixes: settings.fixes,
      isSpreadsheetExport:
        hasHeader && isSpreadsheetExport(reading.columns.map(({ originalHeader }) => originalHeader)),
    },
    reading,
    settings: { ...settings, ...chosenEncoding(settings, reading), delimiter, hasHeader, startLine, mapping },
    rules: { onDuplicate: settings.onDuplicate, tags: settings.defaults?.tags ?? [], importTag: file.tag },
  };
}

/** Returns the encoding, unless it is a mere guess that a person must confirm first. */
function chosenEncoding(
  settings: Pick<ImportSettings, 'encoding'>,
  { encoding, encodingConfidence }: ImportReading,
): Pick<ImportSettings, 'encoding'> {
  return settings.encoding === undefined && encodingConfidence < sureEncodingConfidence ? {} : { encoding };
}

/** Returns whether both settings split the file into the same rows. */
export const isReadAlike = (one: ImportSettings, other: ImportSettings): boolean =>
  (['encoding', 'delimiter', 'hasHeader', 'startLine'] as const).every((key) => one[key] === other[key]);

/**
 * Returns the reading of the upload, or a new one if the settings choose otherwise.
 * @throws AppError conflict when the import has no file; not_csv when the file can't be read as chosen
 */
export async function chosenReading(
  database: Database,
  file: ImportFile,
  settings: ImportSettings,
): Promise<ImportReading> {
  const first = readingOfImport(file);
  if (first === null) throw new AppError('conflict', 'This import has no file.');
  const { encoding, delimiter, hasHeader, startLine } = settings;
  const isSame =
    (encoding ?? first.encoding) === first.encoding &&
    (delimiter ?? first.delimiter) === first.delimiter &&
    (hasHeader ?? first.hasHeader) === first.hasHeader &&
    (startLine ?? first.startLine) === first.startLine;
  if (isSame) return first;
  const head = await readHead(database, file);
  const sizeBytes = Number(file.sizeBytes);
  const choice = {
    // The guessed encoding is not a choice, so its confidence and notice stay.
    ...(encoding === undefined || encoding === first.encoding ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(hasHeader === undefined ? {} : { hasHeader }),
    ...(startLine === undefined ? {} : { startLine }),
  };
  // `known`: the upload guessed the encoding from the whole file, here only its beginning is at hand.
  return readingOf(database, head, {
    isWhole: head.length === sizeBytes,
    sizeBytes,
    known: first,
    ...workbookOf(first),
    choice,
  });
}

/** Returns the workbook of a reading, with the notices about it. */
function workbookOf({ sheet, sheets, notices }: ImportReading): Pick<InspectOptions, 'workbook'> {
  if (sheet === null) return {};
  return { workbook: { sheet, sheets, notices: notices.filter(({ code }) => code.startsWith('sheet_')) } };
}
