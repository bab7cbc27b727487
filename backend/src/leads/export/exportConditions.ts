import type { LeadExportQuery } from '@tinygenesy/contract';
import type { Dialect, Prisma } from '../../db/database.ts';
import { setConditions } from '../list/leadSet.ts';

/** Lists the conditions on `"Lead"` that select the leads of an export, also those on the suppression list. */
export function exportConditions(
  dialect: Dialect,
  { sort: _sort, mode: _mode, includeSuppressed: _includes, ids, exceptIds, ...filter }: LeadExportQuery,
): Prisma.Sql[] {
  return setConditions(dialect, {
    filter,
    ...(ids ? { leadIds: ids } : {}),
    ...(exceptIds ? { exceptIds } : {}),
  });
}
