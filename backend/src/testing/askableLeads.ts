import type { Lead, LeadCreate } from '@tinygenesy/contract';
import { hashInput } from '../providers/hashInput.ts';
import { phoneProviders } from '../providers/registry.ts';
import type { ProductApi } from './productApi.ts';

/** Creates leads that don't exist, with the inputs of all providers. The same `series` gives the same leads. */
export const askableLeads = (count: number, series = 'bench'): LeadCreate[] =>
  Array.from({ length: count }, (_, index) => {
    const host = `${series}-${index % 97}.example`;
    return {
      firstName: `Person ${index}`,
      lastName: series,
      email: `person${index}@${host}`,
      jobTitle: 'Tester',
      companyName: `Company ${index % 97}`,
      companyWebsite: host,
    };
  });

/** Adds leads, a few at a time. */
export async function addLeads(api: ProductApi, leads: readonly LeadCreate[]): Promise<Lead[]> {
  const added: Lead[] = [];
  for (let start = 0; start < leads.length; start += 10) {
    added.push(...(await Promise.all(leads.slice(start, start + 10).map((lead) => api.createLead(lead)))));
  }
  return added;
}

/** Maps the input of calls to leads: `provider:inputHash` → lead id. */
export function leadsByInput(leads: readonly Lead[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const lead of leads) {
    for (const provider of phoneProviders) {
      const question = provider.input(lead);
      if (question.ok) found.set(`${provider.id}:${hashInput(question.input)}`, lead.id);
    }
  }
  return found;
}
