import { type Database, Prisma } from '../../db/database.ts';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { type ColumnOf, fieldColumns } from '../../leads/leadColumns.ts';
import { identitiesOf } from '../../leads/leadIdentity.ts';
import { selectByIdentity } from '../../leads/selectByIdentity.ts';
import type { RowLead } from '../types.ts';

export type StoredLead = LeadValues & { id: number };

/** Stored leads by identity, oldest first. */
export type StoredLeads = ReadonlyMap<string, readonly StoredLead[]>;

type ComparedColumn = ColumnOf<'field'> | 'phoneNumber' | 'phoneExtension' | 'phoneMode';
const comparedColumns: ComparedColumn[] = [...fieldColumns, 'phoneNumber', 'phoneExtension', 'phoneMode'];
const columns = Prisma.raw(['id', ...comparedColumns].map((name) => `"${name}"`).join());

type Row = Omit<Pick<StoredLead, ComparedColumn>, 'phones' | 'tags' | 'doNotContact' | 'custom'> & {
  id: number | bigint;
  phones: unknown;
  tags: unknown;
  doNotContact: unknown;
  custom: unknown;
};

/** Reads the stored leads that some hundred rows may match, on the scanning connection. */
export async function storedLeads(database: Database, rows: readonly RowLead[]): Promise<StoredLeads> {
  const query = selectByIdentity(database.dialect, rows, columns);
  const byIdentity = new Map<string, StoredLead[]>();
  if (query === null) return byIdentity;
  const seen = new Set<number>();
  const found = (await database.scan<Row>(query)).map(storedLead).toSorted((a, b) => a.id - b.id);
  for (const lead of found) {
    if (seen.has(lead.id)) continue;
    seen.add(lead.id);
    for (const identity of identitiesOf(lead)) {
      const known = byIdentity.get(identity);
      if (known) known.push(lead);
      else byIdentity.set(identity, [lead]);
    }
  }
  return byIdentity;
}

const storedLead = (row: Row): StoredLead => ({
  ...blankLead,
  ...row,
  id: Number(row.id),
  phones: json(row.phones) as StoredLead['phones'],
  tags: json(row.tags) as string[],
  // SQLite returns 0 or 1.
  doNotContact: Number(row.doNotContact) === 1,
  custom: json(row.custom) as StoredLead['custom'],
});

/** Parses JSON, which a raw statement returns as text on SQLite. */
const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
