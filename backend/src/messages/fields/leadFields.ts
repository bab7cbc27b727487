import { leadFieldLabels, personFields } from '@tinygenesy/contract';

/** The standard merge fields, in the order of lists. `message` is not one of them: a message can't contain itself. */
const names = ['firstName', 'lastName', ...personFields, 'tags', 'emailVerified', 'doNotContact', 'id'] as const;
export type LeadFieldName = (typeof names)[number];

/** The standard merge fields with their labels. */
export const leadFields = names.map((name) => ({ name, label: leadFieldLabels[name] }));
