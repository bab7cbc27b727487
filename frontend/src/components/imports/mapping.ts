import {
  type ImportColumn,
  type ImportMapping,
  type ImportReading,
  type ImportSettings,
  type ImportTarget,
  repeatableImportFields,
  sureEncodingConfidence,
} from '@tinygenesy/contract';

/** Import settings with a complete mapping. */
export type DraftSettings = ImportSettings & { mapping: ImportMapping };

export const startSettings = (reading: ImportReading, settings: ImportSettings | null): DraftSettings => ({
  onDuplicate: 'skip',
  allowWithoutEmail: false,
  fixes: [],
  ...settings,
  mapping: { ...reading.suggestedMapping, ...settings?.mapping },
});

/** Returns the field of a column; null when the column is skipped. */
export const targetOf = (mapping: ImportMapping, header: string): ImportTarget | null => mapping[header] ?? null;

const isCustom = (target: ImportTarget | null): target is `custom:${string}` => target?.startsWith('custom:') ?? false;

/** Whether the server suggested a lead field for a column. Its place in the list depends on this, not on the choice. */
export const isRecognized = ({ suggested }: ImportColumn): boolean => suggested !== null && !isCustom(suggested);

/** The custom field that keeps a column. */
export const customTargetOf = ({ header, suggested }: Pick<ImportColumn, 'header' | 'suggested'>): ImportTarget =>
  isCustom(suggested) ? suggested : `custom:${header.slice(0, 100)}`;

/** A mapped column; `index` is the position of its cell in a row. A frozen one stays in view beside the others. */
export type RowColumn = { header: string; target: ImportTarget; index: number; isFrozen: boolean };

const nameFields: readonly ImportTarget[] = ['fullName', 'firstName', 'lastName'];

/** Returns the mapped columns: the frozen ones, which name the person of a row, then the others as in the file. */
export const rowColumns = (reading: ImportReading, mapping: ImportMapping): RowColumn[] => {
  const targets = reading.headers.map((header) => targetOf(mapping, header));
  const naming = nameFields.some((field) => targets.includes(field)) ? nameFields : ['email'];
  const columns = reading.headers.flatMap((header, index) => {
    const target = targets[index] ?? null;
    return target === null ? [] : [{ header, target, index, isFrozen: naming.includes(target) }];
  });
  return columns.toSorted((a, b) => Number(b.isFrozen) - Number(a.isFrozen));
};

const named = (headers: readonly string[]): string => headers.map((header) => `“${header}”`).join(', ');

/** Explains conflicts by header: two columns with one field, or a full name next to a first or last name. */
export const conflictsOf = (reading: ImportReading, mapping: ImportMapping): ReadonlyMap<string, string> => {
  const byTarget = new Map<string, string[]>();
  for (const header of reading.headers) {
    const target = targetOf(mapping, header);
    if (target !== null) byTarget.set(target, [...(byTarget.get(target) ?? []), header]);
  }
  const conflicts = new Map<string, string>();
  const full = byTarget.get('fullName') ?? [];
  const parts = [...(byTarget.get('firstName') ?? []), ...(byTarget.get('lastName') ?? [])];
  if (full.length > 0 && parts.length > 0) {
    for (const header of full)
      conflicts.set(
        header,
        `${named(parts)} ${parts.length === 1 ? 'contains' : 'contain'} part of the name. Skip one of them.`,
      );
    for (const header of parts)
      conflicts.set(
        header,
        `${named(full)} ${full.length === 1 ? 'contains' : 'contain'} the full name. Skip one of them.`,
      );
  }
  for (const [target, headers] of byTarget) {
    if (headers.length < 2 || repeatableImportFields.includes(target)) continue;
    for (const header of headers) {
      const others = headers.filter((other) => other !== header);
      conflicts.set(
        header,
        `${named(others)} ${others.length === 1 ? 'is' : 'are'} also mapped to this field. Skip one of them.`,
      );
    }
  }
  return conflicts;
};

/**
 * Returns the mapping after a change of the file format: the new suggestions, but the user's own choices for columns
 * that still exist.
 */
export const carryOver = (before: ImportReading, chosen: ImportMapping, after: ImportReading): ImportMapping => {
  const mapping: ImportMapping = { ...after.suggestedMapping };
  for (const header of after.headers) {
    if (!before.headers.includes(header)) continue;
    const choice = targetOf(chosen, header);
    if (choice !== targetOf(before.suggestedMapping, header)) mapping[header] = choice;
  }
  return mapping;
};

/** Whether the encoding is a guess that the user must confirm, because wrong letters would be imported otherwise. */
export const isEncodingOpen = (
  { encodingConfidence }: Pick<ImportReading, 'encodingConfidence'>,
  { encoding }: Pick<ImportSettings, 'encoding'>,
): boolean => encoding === undefined && encodingConfidence < sureEncodingConfidence;

/**
 * Whether a new file leaves nothing to decide about its columns: each one is recognized by its name, and the file is one
 * table of Unicode text without a notice. Local phone numbers also need the country of their rows.
 */
export const isUnderstood = (reading: ImportReading): boolean => {
  const fields = new Set(reading.columns.map(({ suggested }) => suggested));
  return (
    reading.columns.every((column) => isRecognized(column) && column.because === 'name') &&
    reading.encoding.startsWith('utf-') &&
    reading.strayEncoding === null &&
    reading.sheets.length < 2 &&
    reading.notices.length === 0 &&
    (fields.has('countryCode') || !fields.has('phoneNumber')) &&
    mappingProblem(reading, startSettings(reading, null)) === null
  );
};

/** Explains why the mapping can't be used yet; null when it can. */
export const mappingProblem = (reading: ImportReading, settings: DraftSettings): string | null => {
  if (isEncodingOpen(reading, settings)) {
    return 'The encoding is uncertain. Check the sample values, then confirm the encoding or choose another one.';
  }
  if (reading.rowCountEstimate === 0) {
    return 'The file has no rows below the header. Choose another header line, or add rows and upload the file again.';
  }
  if (conflictsOf(reading, settings.mapping).size > 0) {
    return 'Some columns are in conflict. Resolve the conflicts marked above.';
  }
  const targets = new Set(reading.headers.map((header) => targetOf(settings.mapping, header)));
  if ([...targets].every((target) => target === null)) return 'No column is mapped yet. Map at least one column.';
  if (!targets.has('email') && !settings.allowWithoutEmail) {
    return 'No column is mapped to Email. Choose a column, or allow rows without an email below.';
  }
  return null;
};
