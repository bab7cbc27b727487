import type { Lead } from '@tinygenesy/contract';

/** What to call a lead: the name, else what else is known. */
export const leadName = (lead: Pick<Lead, 'id' | 'firstName' | 'lastName' | 'email' | 'companyName'>): string => {
  const name = [lead.firstName, lead.lastName].filter((part) => part !== null).join(' ');
  return name !== '' ? name : (lead.email ?? lead.companyName ?? `Lead ${lead.id}`);
};
