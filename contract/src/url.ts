import { z } from 'zod';

/** A whole number as a URL carries it: digits. */
export const numberInUrl = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && /^-?\d{1,16}$/u.test(value) ? Number(value) : value), schema);

/** `true` or `false` as a URL carries it. */
export const booleanInUrl = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);

/** A list as a URL carries it: separated by commas, with or without blanks around them, or the name repeated. */
export const listInUrl = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value), schema);

/** A list in a JSON body: an array, or a text as in a URL. @param item the pattern of one item in that text */
export const listInBody = <T extends z.ZodType>(schema: T, item: string) =>
  listInUrl(schema).meta({ type: ['array', 'string'], pattern: `^ *(?:${item}) *(?:, *(?:${item}) *){0,49}$` });

/** A date and time with the offset of its time zone. */
export const dateTimeInUrl = z.iso.datetime({ offset: true });

/** The part of a list's query that every list has. */
export const pageQueryShape = {
  limit: numberInUrl(z.int().min(1).max(200)).default(50),
  // The length is described alone: an empty cursor is refused as a bad cursor.
  cursor: z.string().max(2_000).meta({ minLength: 1 }).optional(),
};
