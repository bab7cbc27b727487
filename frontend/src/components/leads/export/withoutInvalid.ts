import { emailVerdictFilters, type LeadFilter } from '@tinygenesy/contract';

/** Narrows a filter to leads whose email is not known to be invalid; emails that were not verified stay. */
export const withoutInvalid = (filter: LeadFilter): LeadFilter => ({
  ...filter,
  emailVerdict: (filter.emailVerdict ?? emailVerdictFilters).filter((verdict) => verdict !== 'invalid'),
});
