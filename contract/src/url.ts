import { z } from 'zod';

/** Parses a whole number in a URL. */
export const numberInUrl = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && /^-?\d{1,16}$/u.test(value) ? Number(value) : value), schema);

/** Parses `true` or `false` in a URL. */
export const booleanInUrl = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);

/** Splits a comma-separated list. A backslash keeps a comma, or a backslash, within an item. */
const splitList = (text: string): string[] =>
  [...`,${text}`.matchAll(/,((?:\\[\\,]|[^,])*)/gu)].map(([, item = '']) =>
    item.trim().replaceAll(/\\([\\,])/gu, '$1'),
  );

/** Joins items to a comma-separated list that `listInUrl` reads as these items. */
export const joinList = (items: readonly string[]): string =>
  items.map((item) => item.replaceAll(/\\(?=[\\,]|$)|,/gu, String.raw`\$&`)).join(',');

/**
 * Parses a list in a URL: separated by commas, with or without spaces, or as a repeated parameter. An item may contain a
 * comma as `\,`; items of a repeated parameter are taken as they are.
 */
export const listInUrl = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' ? splitList(value) : value), schema);

/** Parses a list in a JSON body: an array, or text as in a URL. @param item the pattern of one item in the text */
export const listInBody = <T extends z.ZodType>(schema: T, item: string) =>
  listInUrl(schema).meta({ type: ['array', 'string'], pattern: `^ *(?:${item}) *(?:, *(?:${item}) *){0,49}$` });

/** Date and time with a time zone offset. */
export const dateTimeInUrl = z.iso.datetime({ offset: true });

/** Query parameters of every list. */
export const pageQueryShape = {
  limit: numberInUrl(z.int().min(1).max(200)).default(50),
  // The minimum length is documented only: the server rejects an empty cursor as an invalid cursor.
  cursor: z.string().max(2_000).meta({ minLength: 1 }).optional(),
};
