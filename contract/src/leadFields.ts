/** Standard fields of a lead with their labels, in the order of lists. Every screen, error and file note uses these. */
export const leadFieldLabels = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'Email',
  jobTitle: 'Job title',
  companyName: 'Company',
  companyWebsite: 'Website',
  countryCode: 'Country',
  phoneNumber: 'Phone',
  linkedinUrl: 'LinkedIn',
  yearsInRole: 'Years in role',
  tags: 'Tags',
  emailVerified: 'Email verified',
  doNotContact: 'Do not contact',
  id: 'TinyGenesy ID',
  message: 'Message',
} as const;
export type LabeledField = keyof typeof leadFieldLabels;

/** Reduces a name to letters and digits, so that “E-mail”, “email” and “E Mail” are the same. */
const squeezed = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

const standardNames: ReadonlySet<string> = new Set(Object.entries(leadFieldLabels).flat().map(squeezed));

/**
 * Label of a custom field: its name. An import keeps a text that a standard field can't store under the column's
 * header, so a custom field may have a standard field's name; its label then says that it is the text of the file.
 */
export const customFieldLabel = (name: string): string =>
  standardNames.has(squeezed(name)) ? `${name} (as in the file)` : name;
