import { Prisma } from '../../db/database.ts';
import { columnNames, columnsOf } from '../leadColumns.ts';
import { shownPhoneStatus } from '../jobStates.ts';
import type { LeadRow } from '../presentLead.ts';

/** Columns that no export contains or reads. */
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

/** The columns of a lead that exports read. */
export type ExportedLead = Omit<LeadRow, Omitted>;

export const exportedFields = Prisma.join(
  fields.map((field) =>
    field === 'phoneStatus' ? Prisma.sql`${shownPhoneStatus} AS "phoneStatus"` : Prisma.raw(`"Lead"."${field}"`),
  ),
);
