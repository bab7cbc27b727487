import { foldedColumns } from './foldText.ts';

/** The fields that identify a lead. */
export interface Identified {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  linkedinUrl: string | null;
  companyName: string | null;
  companyWebsite: string | null;
}

/**
 * Returns the identity of a lead: its email, else its LinkedIn address, else its names with company and website. Leads
 * with equal identities are duplicates.
 */
export function identityOf(lead: Identified): string {
  if (lead.email !== null) return `email ${lead.email}`;
  if (lead.linkedinUrl !== null) return `linkedin ${lead.linkedinUrl}`;
  const { sortName, sortCompany } = foldedColumns(lead);
  return JSON.stringify([sortName, sortCompany, lead.companyWebsite]);
}

/**
 * Lists the identities by which a row matches this lead. A row without an email also matches by the LinkedIn address.
 */
export function identitiesOf(lead: Identified): string[] {
  if (lead.email === null || lead.linkedinUrl === null) return [identityOf(lead)];
  return [identityOf(lead), identityOf({ ...lead, email: null })];
}
