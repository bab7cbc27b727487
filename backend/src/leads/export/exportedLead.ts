import { Prisma } from '../../db/database.ts';
import { columnNames, columnsOf } from '../leadColumns.ts';
import { shownPhoneStatus } from '../jobStates.ts';
import type { LeadRow } from '../presentLead.ts';

/** Columns that no export contains, and that are not read for it. */
const omitted = [
  ...columnsOf('search'),
  'version',
  'phoneType',
  'phoneCountry',
  'phoneDetail',
  'phoneCheckedAt',
  'phoneRound',
  'emailCheck',
  'emailRetryAt',
  'emailCheckUntil',
  'messageOriginId',
  'messageAt',
  'messageEditedAt',
] as const;
type Omitted = (typeof omitted)[number];
const fields = columnNames.filter((column) => !(omitted as readonly string[]).includes(column));

/** A lead as exports read it. */
export type ExportedLead = Omit<LeadRow, Omitted>;

export const exportedFields = Prisma.join(
  fields.map((field) =>
    field === 'phoneStatus' ? Prisma.sql`${shownPhoneStatus} AS "phoneStatus"` : Prisma.raw(`"Lead"."${field}"`),
  ),
);
