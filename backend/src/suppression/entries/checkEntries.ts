import type { SuppressionCheck, SuppressionEntries } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { listedValues } from '../../leads/suppression/listedValues.ts';
import type { Suppressible, SuppressionValue } from '../../leads/suppression/suppressionValues.ts';
import { readEntry } from '../reading/readEntry.ts';

const batchValues = 500;
const nothing: Suppressible = {
  email: null,
  companyWebsite: null,
  phoneNumber: null,
  phones: [],
  linkedinUrl: null,
};

/** Tells for each value whether the suppression list covers it, and by which of its entries. */
export async function checkEntries(
  sql: Sql,
  { entries, defaultCountryCode }: SuppressionEntries,
): Promise<SuppressionCheck> {
  const results: SuppressionCheck['results'] = [];
  for (let from = 0; from < entries.length; from += batchValues) {
    const some = entries.slice(from, from + batchValues).map((entry) => ({
      entry,
      read: readEntry(entry, { defaultCountryCode: defaultCountryCode ?? null, kind: null }),
    }));
    const covering = await listedValues(
      sql,
      some.map(({ read }) => (read.kind === null ? nothing : asLead(read))),
    );
    for (const [index, { entry, read }] of some.entries()) {
      const coveredBy = covering[index] ?? [];
      const message = read.kind === null ? read.message : null;
      results.push({ entry, kind: read.kind, isListed: coveredBy.length > 0, coveredBy, message });
    }
  }
  return { results };
}

/** Returns a lead with only this value, so that it is covered exactly as a lead would be. */
function asLead({ kind, value }: SuppressionValue): Suppressible {
  const field = { email: 'email', domain: 'companyWebsite', phone: 'phoneNumber', profile: 'linkedinUrl' }[kind];
  return { ...nothing, [field]: value };
}
