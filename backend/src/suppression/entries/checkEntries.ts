import type { SuppressionCheck, SuppressionEntries } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { listedValues } from '../../leads/suppression/listedValues.ts';
import type { Suppressible, SuppressionValue } from '../../leads/suppression/suppressionValues.ts';
import { readEntries } from '../reading/readEntries.ts';

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
      read: readEntries(entry, { defaultCountryCode: defaultCountryCode ?? null, kind: null }),
    }));
    const covering = await listedValues(
      sql,
      some.flatMap(({ read }) => read.map((one) => (one.kind === null ? nothing : asLead(one)))),
    );
    let next = 0;
    for (const { entry, read } of some) {
      const coveredBy = covering.slice(next, next + read.length).flat();
      next += read.length;
      const [first] = read;
      const message = first?.kind === null ? first.message : null;
      results.push({ entry, kind: first?.kind ?? null, isListed: coveredBy.length > 0, coveredBy, message });
    }
  }
  return { results };
}

/** Returns a lead with only this value, so that it is covered exactly as a lead would be. */
function asLead({ kind, value }: SuppressionValue): Suppressible {
  const field = { email: 'email', domain: 'companyWebsite', phone: 'phoneNumber', profile: 'linkedinUrl' }[kind];
  return { ...nothing, [field]: value };
}
