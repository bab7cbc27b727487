import { type ImportProblem, type ImportValueField, importValueFields, type ImportValues } from '@tinygenesy/contract';
import { useImportValues } from '../../../api/imports/getImportValues.ts';
import type { ImportDraft } from '../useImportDraft.ts';
import { problemValues } from './valueChoices.ts';

export type ColumnValues = Partial<Record<ImportValueField, ImportValues>>;

/** The distinct values of the columns that have few of them, before corrections. */
export const useColumnValues = ({ id, settings }: ImportDraft): ColumnValues => {
  const basis = JSON.stringify({ ...settings, fixes: [] });
  const targets = new Set(Object.values(settings.mapping));
  const country = useImportValues(id, 'countryCode', basis, targets.has('countryCode'));
  const doNotContact = useImportValues(id, 'doNotContact', basis, targets.has('doNotContact'));
  return {
    ...(country.data === undefined ? {} : { countryCode: country.data }),
    ...(doNotContact.data === undefined ? {} : { doNotContact: doNotContact.data }),
  };
};

export type ListedProblem = ImportProblem & { values?: ImportValues };

/**
 * Adds to each problem its distinct values. A problem whose values all have a correction is no longer in the preview, but
 * stays listed with no rows, so that the choices can be changed.
 * @param textOf the text of a problem's code
 */
export const withValues = (
  problems: readonly ImportProblem[],
  columns: ColumnValues,
  textOf: (code: string) => string,
): ListedProblem[] => {
  const ofField = (field: ImportValueField): ListedProblem[] => {
    const values = columns[field];
    const [first] = problemValues(values?.values ?? []);
    if (values === undefined || first === undefined || first.problem === null) return [];
    const code = first.problem;
    const known = problems.find((problem) => problem.code === code && problem.field === field);
    const corrected = { code, severity: 'warning', field, count: 0, text: textOf(code) } as const;
    return [{ ...(known ?? { ...corrected, example: { row: 1, line: 1, value: null } }), values }];
  };
  const listed = importValueFields.flatMap(ofField);
  const isListed = ({ code, field }: ImportProblem): boolean =>
    listed.some((one) => one.code === code && one.field === field);
  return [...listed, ...problems.filter((problem) => !isListed(problem))];
};
