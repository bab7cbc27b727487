import { type Database, Prisma } from '../../db/database.ts';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { identitiesOf } from '../../leads/leadIdentity.ts';
import { selectByIdentity } from '../../leads/selectByIdentity.ts';
import type { RowLead } from '../types.ts';

export type StoredLead = LeadValues & { id: number };

/** Identity → the leads of the database that have it, the oldest first. */
export type StoredLeads = ReadonlyMap<string, readonly StoredLead[]>;

/** Columns that are compared with those of a row. */
const plainColumns = [
  'firstName',
  'lastName',
  'email',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'countryCode',
  'countryRaw',
  'phoneNumber',
  'phoneExtension',
  'phoneMode',
  'linkedinUrl',
  'yearsInRole',
] as const;
const columns = Prisma.raw(['id', ...plainColumns, 'tags', 'doNotContact', 'custom'].map((name) => `"${name}"`).join());

type Row = Pick<StoredLead, (typeof plainColumns)[number]> & {
  id: number | bigint;
  tags: unknown;
  doNotContact: unknown;
  custom: unknown;
};

/** The leads of the database that some hundred rows may be about, read beside everything else. */
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

function storedLead(row: Row): StoredLead {
  const lead: StoredLead = {
    ...blankLead,
    id: Number(row.id),
    tags: json(row.tags) as string[],
    // SQLite tells it as 0 or 1.
    doNotContact: Number(row.doNotContact) === 1,
    custom: json(row.custom) as StoredLead['custom'],
  };
  return Object.assign(lead, Object.fromEntries(plainColumns.map((name) => [name, row[name]])));
}

/** A raw statement gives JSON as text on SQLite. */
const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
