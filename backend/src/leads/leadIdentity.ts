import { foldedColumns } from './foldedColumns.ts';

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
 * Returns the first identity of a lead: its email, else its LinkedIn address, else its names with company and website.
 */
export function identityOf(lead: Identified): string {
  if (lead.email !== null) return `email ${lead.email}`;
  if (lead.linkedinUrl !== null) return `linkedin ${lead.linkedinUrl}`;
  const { sortName, sortCompany } = foldedColumns(lead);
  return JSON.stringify([sortName, sortCompany, lead.companyWebsite]);
}

/**
 * Lists the identities of a lead, the first of which decides: its email and its LinkedIn address, else its names. Leads
 * with an equal identity are duplicates: one mailbox and one profile are one lead each.
 */
export function identitiesOf(lead: Identified): string[] {
  if (lead.email === null || lead.linkedinUrl === null) return [identityOf(lead)];
  return [identityOf(lead), identityOf({ ...lead, email: null })];
}
