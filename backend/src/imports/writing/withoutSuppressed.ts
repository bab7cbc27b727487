import type { ImportIssue } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { listedValues } from '../../leads/suppression/listedValues.ts';
import { suppressionKey } from '../../leads/suppression/suppressionKey.ts';
import { suppressedReason } from '../../leads/suppression/suppressionMarks.ts';
import type { RowLead } from '../types.ts';
import type { PreparedLead } from './prepareRow.ts';

interface Row {
  row: number;
  lead: RowLead | PreparedLead | null;
  issues: ImportIssue[];
}

/** The note about a row that is not imported because its person or company must not be contacted. */
export const suppressedIssue: ImportIssue = {
  code: suppressedReason.code,
  severity: 'note',
  field: null,
  header: null,
  value: null,
  text: `${suppressedReason.text}: not imported.`,
};

/**
 * Takes the lead from each row of a batch that the suppression list covers, and says so on the row, for the preview and
 * the import alike. Costs one small read a batch while the list is empty.
 */
export async function withoutSuppressed<R extends Row>(sql: Sql, rows: readonly R[]): Promise<R[]> {
  const key = await suppressionKey(sql);
  if (key === null) return [...rows];
  const withLead = rows.flatMap((row) => (row.lead === null ? [] : { row, lead: rowLeadOf(row.lead) }));
  const listed = await listedValues(
    sql,
    withLead.map(({ lead: { phone, ...lead } }) => ({ ...lead, phoneNumber: phone?.phoneNumber ?? null })),
    key,
  );
  const suppressed = new Set(withLead.flatMap(({ row }, index) => (listed[index]?.length ? row : [])));
  return rows.map((row) =>
    suppressed.has(row) ? { ...row, lead: null, issues: [...row.issues, suppressedIssue] } : row,
  );
}

/** Returns whether a row was left out because of the suppression list. */
export const isSuppressedRow = ({ issues }: Pick<Row, 'issues'>): boolean =>
  issues.some(({ code }) => code === suppressedIssue.code);

const rowLeadOf = (lead: RowLead | PreparedLead): RowLead => ('row' in lead ? (JSON.parse(lead.row) as RowLead) : lead);
