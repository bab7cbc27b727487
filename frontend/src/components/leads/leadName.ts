import type { Lead } from '@tinygenesy/contract';

/** Display name of a lead: its name, else email, company or id. */
export const leadName = (lead: Pick<Lead, 'id' | 'firstName' | 'lastName' | 'email' | 'companyName'>): string => {
  const name = [lead.firstName, lead.lastName].filter((part) => part !== null).join(' ');
  return name !== '' ? name : (lead.email ?? lead.companyName ?? `Lead ${lead.id}`);
};
