import { foldText, type ImportField } from '@tinygenesy/contract';
import { readCountry } from '../values/cells/readCountry.ts';
import { readEmail } from '../values/cells/readEmail.ts';
import { readLinkedin } from '../../leads/readLinkedin.ts';
import { readWebsite } from '../values/cells/readWebsite.ts';
import { readYears } from '../values/cells/readYears.ts';

/** Recognizes a field by a value, ordered from the most to the least certain test. */
const looks = {
  email: (text: string) => text.includes('@') && readEmail(text) !== null,
  linkedinUrl: (text: string) => /linkedin\.com/iu.test(text) && readLinkedin(text) !== null,
  phoneNumber: (text: string) => {
    const digits = text.replace(/\D/gu, '').length;
    return digits >= 7 && digits <= 17 && /^(?:\+|0|\(|\d{2,4}[\s./-])[\d\s()./+x-]+$/iu.test(text) && !isDate(text);
  },
  companyWebsite: (text: string) => !/[@\s]/u.test(text) && readWebsite(text) !== null,
  countryCode: (text: string) => readCountry(text) !== null,
} satisfies Partial<Record<ImportField, (text: string) => boolean>>;

const leastShare: Record<keyof typeof looks, number> = {
  email: 0.6,
  linkedinUrl: 0.6,
  phoneNumber: 0.7,
  companyWebsite: 0.7,
  countryCode: 0.9,
};

const isDate = (text: string): boolean => /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\s|$)/u.test(text);

/** Returns the field that a column's values look like, and the `share` of values that do; null: none. */
export function valuesLook(values: readonly string[]): { field: ImportField; share: number } | null {
  if (values.length === 0) return null;
  for (const [field, fits] of Object.entries(looks) as [keyof typeof looks, (text: string) => boolean][]) {
    const share = values.filter(fits).length / values.length;
    if (share >= leastShare[field] && (field !== 'countryCode' || looksWritten(values))) return { field, share };
  }
  return null;
}

/**
 * Returns whether values are countries. Codes of two letters may be languages or states: several are needed, or names.
 */
function looksWritten(values: readonly string[]): boolean {
  const distinct = new Set(values.map(foldText));
  return (
    values.some((value) => value.length > 3) ||
    (distinct.size >= 4 && values.every((text) => /^[A-Z]{2,3}$/u.test(text)))
  );
}

/**
 * Returns whether the values can belong to the field that their column's name means; null: too few, or any fits.
 * @param least the number of values that are enough
 */
export function valuesFit(field: ImportField, values: readonly string[], least = 3): boolean | null {
  if (values.length < least) return null;
  const share = (fits: (text: string) => boolean): number => values.filter(fits).length / values.length;
  switch (field) {
    case 'email':
      return share((text) => text.includes('@')) >= 0.3;
    case 'phoneNumber':
      return share((text) => text.replace(/\D/gu, '').length >= 5) >= 0.3;
    case 'companyWebsite':
      return share((text) => readWebsite(text) !== null) >= 0.3;
    case 'linkedinUrl':
      return share((text) => readLinkedin(text) !== null) >= 0.2;
    case 'yearsInRole':
      return share((text) => readYears(text) !== null) >= 0.3;
    case 'firstName':
    case 'lastName':
    case 'fullName':
      return share((text) => /\p{L}/u.test(text) && !/@|:\/\//u.test(text)) >= 0.7;
    case 'jobTitle':
      return share((text) => !isSalutation(text)) >= 0.3;
    default:
      return null;
  }
}

/** Returns whether a text is a salutation: a column `Title` may hold those instead of job titles. */
const isSalutation = (text: string): boolean =>
  /^(?:mr|mrs|ms|miss|mx|dr|prof|sir|herr|frau|sr|sra|srta|m|mme|mlle|sig|dott|dr\.\s?med|prof\.\s?dr)\.?$/iu.test(
    text,
  );
