import { foldText } from '@tinygenesy/contract';

type NameField = 'firstName' | 'lastName' | 'fullName';

/**
 * Recognizes a column of people's names by the emails in the same rows: `ana.perez@…` beside `Ana`, `Pérez` or
 * `Ana Pérez`.
 * @param values the column's cells, one per row, in the order of `emails`
 * @returns the name field and the share of rows that match, or null
 */
export function namesByEmail(
  values: readonly string[],
  emails: readonly string[],
): { field: NameField; share: number } | null {
  const counts: Record<NameField, number> = { firstName: 0, lastName: 0, fullName: 0 };
  let said = 0;
  values.forEach((value, row) => {
    const local = foldText((emails[row] ?? '').split('@')[0] ?? '');
    const words = foldText(value)
      .split(/[^\p{L}]+/u)
      .filter((word) => word.length > 1);
    if (words.length === 0 || local === '' || value.includes('@')) return;
    said += 1;
    if (words.length > 1 && words.filter((word) => local.includes(word)).length > 1) counts.fullName += 1;
    else if (words.some((word) => local.startsWith(word))) counts.firstName += 1;
    else if (words.some((word) => word.length > 2 && local.endsWith(word))) counts.lastName += 1;
  });
  const [field, count] = (Object.entries(counts) as [NameField, number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
  return said >= 2 && count / said >= 0.5 ? { field, share: count / said } : null;
}
