import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { countryCodeSchema } from './text.ts';
import { pageQueryShape } from './url.ts';

/** The kinds of values on the suppression list. A profile is a person's LinkedIn address. */
export const suppressionKinds = ['email', 'domain', 'phone', 'profile'] as const;
export const suppressionKindSchema = z.enum(suppressionKinds);
export type SuppressionKind = z.infer<typeof suppressionKindSchema>;

/** Values that were added together, so that they can be removed together. */
export const suppressionBatchSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** `adding`: the upload is running, or was interrupted · `removing`: its entries are being removed. */
  state: z.enum(['adding', 'added', 'removing']),
  /** Number of values that were new on the list. */
  added: z.int(),
  alreadyThere: z.int(),
  notUnderstood: z.int(),
  createdAt: timestampSchema,
});
export type SuppressionBatch = z.infer<typeof suppressionBatchSchema>;

export const suppressionsQuerySchema = z.strictObject(pageQueryShape);
/** `GET /suppressions`. The values themselves are stored as hashes and can't be listed. */
export const suppressionsSchema = z.object({
  /** Number of entries by kind. */
  counts: z.record(suppressionKindSchema, z.int()),
  /** Number of leads on the list, as far as marked. */
  leads: z.int(),
  /** Whether leads are still being marked after a change of the list. */
  isMarking: z.boolean(),
  /** Newest first. */
  batches: z.array(suppressionBatchSchema),
  nextCursor: z.string().nullable(),
});
export type Suppressions = z.infer<typeof suppressionsSchema>;

const entrySchema = z.string().max(1_000);
/** Maximum number of entries in a JSON body. A text body has any number of lines. */
export const maxSuppressionEntries = 10_000;
const entriesShape = {
  entries: z.array(entrySchema).min(1).max(maxSuppressionEntries),
  /** The country of phone numbers without a country code. */
  defaultCountryCode: countryCodeSchema.optional(),
};
export const suppressionEntriesSchema = z.strictObject(entriesShape);
export type SuppressionEntries = z.infer<typeof suppressionEntriesSchema>;
/** `POST /suppressions` as JSON. */
export const suppressionsAddSchema = z.strictObject({ ...entriesShape, name: z.string().trim().max(200).optional() });
/** The query of `POST /suppressions` with a text or CSV body. */
export const suppressionsAddQuerySchema = z.strictObject({
  defaultCountryCode: countryCodeSchema.optional(),
  fileName: z.string().max(500).optional(),
});

/** A value that is no email, domain, phone number or profile. `line` is 1-based: a line of the text, or an entry. */
export const notUnderstoodSchema = z.object({ line: z.int(), text: z.string(), message: z.string() });
export type NotUnderstood = z.infer<typeof notUnderstoodSchema>;

export const suppressionsAddedSchema = z.object({
  /** Null: no value was understood. */
  batchId: idSchema.nullable(),
  added: z.int(),
  alreadyThere: z.int(),
  notUnderstoodCount: z.int(),
  /** The first 1,000. */
  notUnderstood: z.array(notUnderstoodSchema),
  /** The columns of a file with a header; null kind: not read. Null: there is no header, so all cells were read. */
  columns: z.array(z.object({ header: z.string(), kind: suppressionKindSchema.nullable() })).nullable(),
});
export type SuppressionsAdded = z.infer<typeof suppressionsAddedSchema>;

export const suppressionCheckSchema = z.object({
  results: z.array(
    z.object({
      entry: z.string(),
      /** Null: not understood; see `message`. */
      kind: suppressionKindSchema.nullable(),
      isListed: z.boolean(),
      /** The entries of the list that cover the value, such as the domain of an email. */
      coveredBy: z.array(z.object({ kind: suppressionKindSchema, value: z.string() })),
      message: z.string().nullable(),
    }),
  ),
});
export type SuppressionCheck = z.infer<typeof suppressionCheckSchema>;

export const suppressionsRemovedSchema = z.object({
  removed: z.int(),
  notThere: z.int(),
  notUnderstood: z.array(notUnderstoodSchema),
});
export type SuppressionsRemoved = z.infer<typeof suppressionsRemovedSchema>;
