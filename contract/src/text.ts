import { z } from 'zod';

/** A text with at least one visible character. Spaces around it count for the length and are dropped. */
export const textSchema = (maxLength: number) => z.string().max(maxLength).regex(/\S/u, 'must not be blank').trim();

/** A text that a person may leave blank, which means "not known". */
export const blankableSchema = (maxLength: number) => blankAsNull(z.string().max(maxLength).trim());

/** Reads a blank text as null. `schema` accepts and trims it. */
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
