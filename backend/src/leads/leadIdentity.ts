import { foldedColumns } from './foldText.ts';

/** The fields that tell one lead from another. */
export interface Identified {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  linkedinUrl: string | null;
  companyName: string | null;
  companyWebsite: string | null;
}

/** What makes two leads the same. Without e-mail and LinkedIn address all that providers could be asked with counts. */
export function identityOf(lead: Identified): string {
  if (lead.email !== null) return `email ${lead.email}`;
  if (lead.linkedinUrl !== null) return `linkedin ${lead.linkedinUrl}`;
  const { sortName, sortCompany } = foldedColumns(lead);
  return JSON.stringify([sortName, sortCompany, lead.companyWebsite]);
}

/** By what a lead of a file may be taken for this one: a row without an e-mail also by the LinkedIn address. */
export function identitiesOf(lead: Identified): string[] {
  if (lead.email === null || lead.linkedinUrl === null) return [identityOf(lead)];
  return [identityOf(lead), identityOf({ ...lead, email: null })];
}
