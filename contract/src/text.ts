import { z } from 'zod';

/** Text with at least one visible character. Surrounding whitespace counts toward the length and is removed. */
export const textSchema = (maxLength: number) => z.string().max(maxLength).regex(/\S/u, 'must not be blank').trim();

/** Text that may be blank, which means "unknown". */
export const blankableSchema = (maxLength: number) => blankAsNull(z.string().max(maxLength).trim());

/** Parses blank text as null. `schema` must accept and trim it. */
export const blankAsNull = <T extends z.ZodType<string, string>>(schema: T) =>
  schema.transform((value) => (value === '' ? null : value)).nullable();

const countryMessage = 'must be a two-letter country code such as ES';
export const countryCodeSchema = z
  .string()
  .regex(/^\s*[A-Za-z]{2}\s*$/u, countryMessage)
  .trim()
  .toUpperCase();
export const blankableCountryCodeSchema = blankAsNull(
  z
    .string()
    .regex(/^\s*(?:[A-Za-z]{2}\s*)?$/u, countryMessage)
    .trim()
    .toUpperCase(),
);
