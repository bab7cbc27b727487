/** Words that read well in place of a missing value. */
const examples: Readonly<Record<string, string>> = {
  firstName: 'there',
  lastName: 'colleague',
  email: 'your email address',
  jobTitle: 'your role',
  companyName: 'your company',
  companyWebsite: 'your website',
  countryCode: 'your country',
  phoneNumber: 'your phone number',
  linkedinUrl: 'your LinkedIn profile',
  yearsInRole: 'several',
  tags: 'your field',
};

/** Placeholder of the field in which a fallback is typed: an example that fits the merge field. */
export const fallbackPlaceholder = (field: string | undefined): string => {
  const example = field === undefined ? undefined : examples[field];
  return example === undefined ? 'Text to use instead' : `For example: ${example}`;
};
