import { companyHost, email, fullName, jobTitle, type LookupLead } from '../../leads/leadInput.ts';
import { readLinkedin } from '../../leads/readLinkedin.ts';
import type { LeadValues } from './buildRequest.ts';

/** Returns the values that a definition can send about a lead, normalized, without blank ones. */
export function leadValues(lead: LookupLead): LeadValues {
  const linkedinUrl = readLinkedin(lead.linkedinUrl ?? '');
  const values: Record<keyof LeadValues, string | null> = {
    firstName: lead.firstName,
    lastName: lead.lastName,
    fullName: fullName(lead),
    email: email(lead),
    jobTitle: jobTitle(lead),
    companyName: lead.companyName,
    companyDomain: companyHost(lead),
    companyWebsite: lead.companyWebsite,
    countryCode: lead.countryCode,
    linkedinUrl,
    linkedinSlug: linkedinUrl?.split('/').at(-1) ?? null,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}
