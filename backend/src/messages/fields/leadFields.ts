/** The standard merge fields with their labels. `message` is not one of them. */
export const leadFields = [
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'email', label: 'Email' },
  { name: 'jobTitle', label: 'Job title' },
  { name: 'companyName', label: 'Company' },
  { name: 'companyWebsite', label: 'Website' },
  { name: 'countryCode', label: 'Country' },
  { name: 'phoneNumber', label: 'Phone' },
  { name: 'linkedinUrl', label: 'LinkedIn' },
  { name: 'yearsInRole', label: 'Years in role' },
  { name: 'tags', label: 'Tags' },
  { name: 'emailVerified', label: 'Email verified' },
  { name: 'doNotContact', label: 'Do not contact' },
  { name: 'id', label: 'TinyGenesy ID' },
] as const;
export type LeadFieldName = (typeof leadFields)[number]['name'];
