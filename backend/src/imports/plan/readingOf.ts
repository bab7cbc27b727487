import type { ImportColumn, ImportMapping, ImportReading } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { isSpreadsheetExport } from '../../leads/export/exportColumns.ts';
import { AppError } from '../../platform/errors.ts';
import { mappingConflicts } from '../mapping/mappingConflicts.ts';
import { suggestColumns } from '../mapping/suggestColumns.ts';
import { type FileReading, inspectFile, type InspectOptions } from '../reading/inspect/inspectFile.ts';
import type { Refusal } from '../reading/inspect/refusal.ts';
import { rememberedTargets } from '../mapping/rememberedMapping.ts';

/**
 * Returns how a file is read and a suggested mapping. The mapping is the one last chosen for the same headers, else it
 * is guessed from the columns.
 * @param head the beginning of the file
 * @throws AppError not_csv, empty_file or unreadable_encoding, with the kind of file and the next step
 */
export async function readingOf(sql: Sql, head: Uint8Array, options: InspectOptions): Promise<ImportReading> {
  const found = acceptedFile(head, options);
  const { originalHeaders, ...reading } = found;
  const columns = suggestColumns(originalHeaders, reading.headers, reading.sample, reading.hasHeader);
  const remembered = await rememberedColumns(sql, reading, columns);
  return { ...reading, notices: noticesOf(found), ...withMapping(remembered ?? columns) };
}

/** @throws AppError not_csv, empty_file or unreadable_encoding */
export function acceptedFile(head: Uint8Array, options: InspectOptions): FileReading {
  const found = inspectFile(head, options);
  if ('refused' in found) throw refused(found.refused);
  return found;
}

function refused({ code, text }: Refusal): AppError {
  if (code === 'encoding') return new AppError('unreadable_encoding', text);
  return new AppError(code === 'empty' ? 'empty_file' : 'not_csv', text, { extra: { kind: code } });
}

function noticesOf({ originalHeaders, hasHeader, notices }: FileReading): ImportReading['notices'] {
  if (!hasHeader || !isSpreadsheetExport(originalHeaders)) return notices;
  const text = 'This is a spreadsheet export of TinyGenesy. Cells that the export escaped are restored.';
  return [...notices, { code: 'own_export', text }];
}

async function rememberedColumns(
  sql: Sql,
  reading: Pick<ImportReading, 'headers' | 'hasHeader'>,
  columns: ImportColumn[],
): Promise<ImportColumn[] | null> {
  const targets = await rememberedTargets(sql, reading);
  if (targets === null) return null;
  return columns.map((column, place): ImportColumn => ({
    ...column,
    suggested: targets[place] ?? null,
    confidence: 1,
    because: 'remembered',
  }));
}

function withMapping(columns: ImportColumn[]): Pick<ImportReading, 'columns' | 'suggestedMapping'> {
  return {
    columns,
    suggestedMapping: Object.fromEntries(columns.map(({ header, suggested }) => [header, suggested])),
  };
}

/** @throws AppError invalid, with all conflicts of the mapping */
export function checkMapping(mapping: ImportMapping, headers: readonly string[]): void {
  const errors = mappingConflicts(mapping, headers);
  if (errors.length > 0)
    throw new AppError('invalid', 'The column mapping has errors. Nothing was imported.', { errors });
}
