import type { ImportMapping, ImportReading, ImportSettings, ImportTarget } from '@tinygenesy/contract';

/** Settings in which every column says where it goes. */
export type DraftSettings = ImportSettings & { mapping: ImportMapping };

export const startSettings = (reading: ImportReading, settings: ImportSettings | null): DraftSettings => ({
  onDuplicate: 'skip',
  allowWithoutEmail: false,
  fixes: [],
  ...settings,
  mapping: { ...reading.suggestedMapping, ...settings?.mapping },
});

/** Where a column goes; one that nobody named is left out. */
export const targetOf = (mapping: ImportMapping, header: string): ImportTarget | null => mapping[header] ?? null;

/** A column that goes somewhere; `index` is its place among the cells of a row. */
export type RowColumn = { header: string; target: ImportTarget; index: number };

/** The columns whose cells become something, in the order of the file. */
export const rowColumns = (reading: ImportReading, mapping: ImportMapping): RowColumn[] =>
  reading.headers.flatMap((header, index) => {
    const target = targetOf(mapping, header);
    return target === null ? [] : [{ header, target, index }];
  });

const named = (headers: readonly string[]): string => headers.map((header) => `“${header}”`).join(', ');

/** What is wrong with columns that go to the same place, or are the whole and its part: by header, in words. */
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
    for (const header of full) conflicts.set(header, `${named(parts)} hold a part of the name. Keep one way.`);
    for (const header of parts) conflicts.set(header, `${named(full)} holds the full name. Keep one way.`);
  }
  for (const headers of byTarget.values()) {
    if (headers.length < 2) continue;
    for (const header of headers) {
      const others = headers.filter((other) => other !== header);
      conflicts.set(header, `${named(others)} ${others.length === 1 ? 'goes' : 'go'} there too. Keep one.`);
    }
  }
  return conflicts;
};

/**
 * The mapping after the file was read in another way: as the new reading suggests, but what a person had chosen for a
 * column that is still there stays.
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

/** What hinders going on with this mapping, in words; null when nothing does. */
export const mappingTrouble = (reading: ImportReading, settings: DraftSettings): string | null => {
  if (conflictsOf(reading, settings.mapping).size > 0) {
    return 'Some columns have the same target. Keep one column and skip the others.';
  }
  const targets = new Set(reading.headers.map((header) => targetOf(settings.mapping, header)));
  if ([...targets].every((target) => target === null)) return 'No column is mapped yet. Map at least one column.';
  if (!targets.has('email') && !settings.allowWithoutEmail) {
    return 'No column is mapped to Email. Choose a column, or allow rows without an email below.';
  }
  return null;
};
