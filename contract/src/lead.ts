import { z } from 'zod';
import { idSchema, modeSchema, timestampSchema } from './ids.ts';
import { booleanInUrl, listInBody, listInUrl, numberInUrl, pageQueryShape } from './url.ts';
import { blankableCountryCodeSchema, blankableSchema, blankAsNull, countryCodeSchema, textSchema } from './text.ts';

export const phoneStatuses = [
  'none',
  'queued',
  'asking',
  'found',
  'no_data',
  'incomplete',
  'skipped',
  'error',
  'cancelled',
  'on_hold',
] as const;
export const phoneStatusSchema = z.enum(phoneStatuses);
export type PhoneStatus = z.infer<typeof phoneStatusSchema>;

export const emailVerdicts = ['valid', 'invalid', 'risky', 'unknown'] as const;
export const emailVerdictSchema = z.enum(emailVerdicts);
export type EmailVerdict = z.infer<typeof emailVerdictSchema>;
/** A verdict in a filter. `none`: the email was never checked, or there is no email. */
export const emailVerdictFilters = [...emailVerdicts, 'none'] as const;
/** The type of a phone number in a filter. `unknown`: the number's type is not known. */
export const phoneTypes = [
  'mobile',
  'direct',
  'work',
  'home',
  'fixed_line',
  'fixed_line_or_mobile',
  'toll_free',
  'voip',
  'other',
  'unknown',
] as const;
export const emailCheckSchema = z.enum(['idle', 'queued', 'checking']);
/** Depth of a check: the syntax, the domain in DNS, or the mailbox (`smtp`, not implemented). */
export const emailDepthSchema = z.enum(['syntax', 'dns', 'smtp']);

/** A reason: a code for programs and a text for people. */
export const reasonSchema = z.object({ code: z.string(), text: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

/** Details of the phone status. Parts that don't apply are null. */
export const phoneDetailSchema = z.object({
  provider: z.string().nullable(),
  step: z.int().nullable(),
  of: z.int().nullable(),
  waitingUntil: timestampSchema.nullable(),
  reason: z.object({ code: z.string(), provider: z.string().nullable(), text: z.string() }).nullable(),
  failed: z.array(z.object({ provider: z.string(), reason: reasonSchema })),
});
export type PhoneDetail = z.infer<typeof phoneDetailSchema>;

/** A further phone number of a lead, in the order of preference. What is not known is null. */
export const leadPhoneSchema = z.object({
  /** E.164. */
  number: z.string(),
  extension: z.string().nullable(),
  /** `mobile`, `direct`, `work`, `home`, or a line type such as `fixed_line`. */
  type: z.string().nullable(),
  /** `manual`, `import` or a provider's id. */
  source: z.string(),
  /** Whether the source says that nobody may call this number. */
  doNotCall: z.boolean().nullable(),
  /** Whether the number is possible but not in its country's numbering plan, or was read with a doubt. */
  unusual: z.boolean(),
  at: timestampSchema.nullable(),
});
export type LeadPhone = z.infer<typeof leadPhoneSchema>;

const maxEmailLength = 254;
const emailMessage = 'must look like name@company.com';
const asStored = (email: string): string => email.normalize('NFC').toLowerCase();

export const emailSchema = z
  .string()
  .max(maxEmailLength)
  .regex(/^\s*[^\s@]+@[^\s@]+\s*$/u, emailMessage)
  .trim()
  .overwrite(asStored);
const blankableEmailSchema = blankAsNull(
  z
    .string()
    .max(maxEmailLength)
    .regex(/^\s*(?:[^\s@]+@[^\s@]+\s*)?$/u, emailMessage)
    .trim()
    .overwrite(asStored),
);

/** Maximum length of a message and of a template. */
export const maxMessageLength = 100_000;

const tagSchema = textSchema(60);
const maxCustomFields = 100;
const customSchema = z
  .record(textSchema(100), z.string().max(2_000).nullable())
  .refine((fields) => Object.keys(fields).length <= maxCustomFields, `must have at most ${maxCustomFields} fields`)
  .meta({ maxProperties: maxCustomFields });

/**
 * The writable fields of a lead. `phoneNumber` may be in any common format and is stored as E.164. `companyWebsite` is stored
 * as a host name.
 */
export const leadWritableSchema = z.strictObject({
  firstName: blankableSchema(200),
  lastName: blankableSchema(200),
  email: blankableEmailSchema,
  jobTitle: blankableSchema(300),
  companyName: blankableSchema(300),
  companyWebsite: blankableSchema(500),
  countryCode: blankableCountryCodeSchema,
  phoneNumber: blankableSchema(50),
  linkedinUrl: blankableSchema(500),
  yearsInRole: z.number().min(0).max(80).nullable(),
  message: blankableSchema(maxMessageLength),
  tags: z.array(tagSchema).max(50),
  doNotContact: z.boolean(),
  custom: customSchema,
});
const visible = (...fields: (keyof typeof leadWritableSchema.shape)[]) => ({
  required: fields,
  properties: Object.fromEntries(fields.map((field) => [field, { type: 'string', pattern: '\\S' }])),
});
/** A new lead. It needs an email, a LinkedIn address, or a name with a company; `leads/editLead` checks this. */
export const leadCreateSchema = leadWritableSchema.partial().meta({
  // Client generators ignore `if`. From a bare `anyOf` they generate a union of types.
  if: visible('email'),
  else: { anyOf: [visible('linkedinUrl'), visible('firstName', 'companyName'), visible('lastName', 'companyName')] },
});
export const leadPatchSchema = leadWritableSchema.partial();
export type LeadCreate = z.infer<typeof leadCreateSchema>;
export type LeadPatch = z.infer<typeof leadPatchSchema>;

export const leadSchema = z.object({
  id: idSchema,
  version: z.int(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  jobTitle: z.string().nullable(),
  companyName: z.string().nullable(),
  companyWebsite: z.string().nullable(),
  countryCode: z.string().nullable(),
  countryRaw: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  /** `phoneNumber` in groups, as people write it; read-only. */
  phoneFormatted: z.string().nullable(),
  phoneExtension: z.string().nullable(),
  phoneType: z.string().nullable(),
  phoneCountry: z.string().nullable(),
  phoneProvider: z.string().nullable(),
  phoneMode: modeSchema.nullable(),
  phoneStatus: phoneStatusSchema,
  phoneDetail: phoneDetailSchema.nullable(),
  phoneCheckedAt: timestampSchema.nullable(),
  /** Further numbers. `phoneNumber` is the chosen one. */
  phones: z.array(leadPhoneSchema),
  emailVerified: z.boolean().nullable(),
  emailVerdict: emailVerdictSchema.nullable(),
  emailReasons: z.array(reasonSchema),
  emailCheck: emailCheckSchema,
  emailCheckedAt: timestampSchema.nullable(),
  emailDepth: emailDepthSchema.nullable(),
  /** Correction of a likely typing mistake. */
  emailSuggestion: z.string().nullable(),
  /** Time of the next automatic check of an unknown address. */
  emailRetryAt: timestampSchema.nullable(),
  linkedinUrl: z.string().nullable(),
  yearsInRole: z.number().nullable(),
  message: z.string().nullable(),
  tags: z.array(z.string()),
  doNotContact: z.boolean(),
  /** Whether the suppression list covers the lead; read-only. */
  suppressed: z.boolean(),
  custom: z.record(z.string(), z.string().nullable()),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type Lead = z.infer<typeof leadSchema>;

export const leadSorts = [
  'id',
  'lastName',
  'email',
  'companyName',
  'jobTitle',
  'country',
  'phoneStatus',
  'phoneCheckedAt',
  'updatedAt',
] as const;
/** `importRow`: the order of an import's file; only with the filter `importId`. */
const listSorts = [...leadSorts, 'importRow'] as const;
export const leadSortSchema = z.enum([
  ...listSorts,
  ...(listSorts.map((field) => `-${field}`) as `-${(typeof listSorts)[number]}`[]),
]);
export type LeadSort = z.infer<typeof leadSortSchema>;

/** Fields of a lead besides its name that files, forms and filters share. */
export const personFields = [
  'email',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'countryCode',
  'phoneNumber',
  'linkedinUrl',
  'yearsInRole',
] as const;

/** Fields that the filter `missing=` accepts. */
export const missableFields = ['firstName', 'lastName', ...personFields, 'message'] as const;

/** A standard field, or a custom field `custom:<name>`. */
const missableFieldSchema = z.union([
  z.enum(missableFields),
  z.templateLiteral(['custom:', z.string().min(1).max(100)]),
]);
export type MissableField = z.infer<typeof missableFieldSchema>;

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(50);
const codeSchema = textSchema(100);
const filterLists = {
  country: some(countryCodeSchema),
  phoneStatus: some(phoneStatusSchema),
  phoneProvider: some(codeSchema),
  phoneType: some(z.enum(phoneTypes)),
  emailVerdict: some(z.enum(emailVerdictFilters)),
  emailReason: some(codeSchema),
  tag: some(tagSchema),
  missing: some(missableFieldSchema),
};

const character = String.raw`(?:\\[\\,]|[^,\\\u0000])`;
const textPattern = (maxLength: number): string => `(?=[^,]*[^\\s,])${character}{1,${maxLength}}`;
/** Patterns of the same items in a comma-separated text. They allow a backslash only before a comma or a backslash. */
const itemPatterns: Record<keyof typeof filterLists, string> = {
  country: String.raw`\s*[A-Za-z]{2}\s*`,
  phoneStatus: phoneStatuses.join('|'),
  phoneProvider: textPattern(100),
  phoneType: phoneTypes.join('|'),
  emailVerdict: emailVerdictFilters.join('|'),
  emailReason: textPattern(100),
  tag: textPattern(60),
  missing: `${missableFields.join('|')}|custom:${character}{1,100}`,
};

/** The `filter` of a bulk request. An empty filter selects all leads. */
export const leadFilterSchema = z.strictObject({
  q: z.string().max(200).trim().optional(),
  country: listInBody(filterLists.country, itemPatterns.country).optional(),
  phoneStatus: listInBody(filterLists.phoneStatus, itemPatterns.phoneStatus).optional(),
  phoneProvider: listInBody(filterLists.phoneProvider, itemPatterns.phoneProvider).optional(),
  phoneType: listInBody(filterLists.phoneType, itemPatterns.phoneType).optional(),
  emailVerdict: listInBody(filterLists.emailVerdict, itemPatterns.emailVerdict).optional(),
  emailReason: listInBody(filterLists.emailReason, itemPatterns.emailReason).optional(),
  tag: listInBody(filterLists.tag, itemPatterns.tag).optional(),
  missing: listInBody(filterLists.missing, itemPatterns.missing).optional(),
  suppressed: z.boolean().optional(),
  doNotContact: z.boolean().optional(),
  importId: idSchema.optional(),
  jobId: idSchema.optional(),
});
export type LeadFilter = z.infer<typeof leadFilterSchema>;

/** The same filter as query parameters. */
export const leadFilterQuerySchema = z.strictObject({
  q: leadFilterSchema.shape.q,
  country: listInUrl(filterLists.country).optional(),
  phoneStatus: listInUrl(filterLists.phoneStatus).optional(),
  phoneProvider: listInUrl(filterLists.phoneProvider).optional(),
  phoneType: listInUrl(filterLists.phoneType).optional(),
  emailVerdict: listInUrl(filterLists.emailVerdict).optional(),
  emailReason: listInUrl(filterLists.emailReason).optional(),
  tag: listInUrl(filterLists.tag).optional(),
  missing: listInUrl(filterLists.missing).optional(),
  suppressed: booleanInUrl.optional(),
  doNotContact: booleanInUrl.optional(),
  importId: numberInUrl(idSchema).optional(),
  jobId: numberInUrl(idSchema).optional(),
});

/** Query of `GET /leads`. */
export const leadListQuerySchema = leadFilterQuerySchema.extend({
  ...pageQueryShape,
  sort: leadSortSchema.default('-id'),
  /** A cursor of the same list: the page ends at its place, inclusive. */
  until: pageQueryShape.cursor,
  count: booleanInUrl.default(false),
});
export type LeadListQuery = z.infer<typeof leadListQuerySchema>;

/** Query of `GET /leads/positions`: a list or its rest after a cursor, and the number of leads between two of its cursors. */
export const leadPositionsQuerySchema = leadFilterQuerySchema.extend({
  sort: leadSortSchema.default('-id'),
  cursor: pageQueryShape.cursor,
  step: numberInUrl(z.int().min(100).max(10_000)).default(100),
});
export type LeadPositionsQuery = z.infer<typeof leadPositionsQuerySchema>;
/** The number of leads, and a cursor after every `step` of them. */
export const leadPositionsSchema = z.object({ total: z.int(), cursors: z.array(z.string()) });
export type LeadPositions = z.infer<typeof leadPositionsSchema>;

/** Query of `GET /leads/:id/place`: the list. */
export const leadPlaceQuerySchema = leadFilterQuerySchema.extend({ sort: leadSortSchema.default('-id') });
export type LeadPlaceQuery = z.infer<typeof leadPlaceQuerySchema>;
/** The place of a lead in a list, from 1; null: it is not in the list. */
export const leadPlaceSchema = z.object({ place: z.int().nullable() });
export type LeadPlace = z.infer<typeof leadPlaceSchema>;

/** The fields whose values `GET /leads/facets` counts. */
export const facetFields = [
  'country',
  'phoneStatus',
  'phoneProvider',
  'phoneType',
  'emailVerdict',
  'emailReason',
  'tag',
  'missing',
  'doNotContact',
  'suppressed',
  'importId',
] as const;
export type FacetField = (typeof facetFields)[number];
/** Query of `GET /leads/facets`: the list's filter. The filter of the counted field itself is ignored. */
export const leadFacetQuerySchema = leadFilterQuerySchema.extend({ field: z.enum(facetFields) });
export type LeadFacetQuery = z.infer<typeof leadFacetQuerySchema>;
/** Maximum number of values of a facet: those of most leads. */
export const maxFacetValues = 500;
export const leadFacetSchema = z.object({
  /** A value as the filter takes it, and the number of leads that a filter by this value would show. */
  values: z.array(z.object({ value: z.string(), leads: z.int() })),
  /** More values exist than are listed. */
  isPartial: z.boolean(),
});
export type LeadFacet = z.infer<typeof leadFacetSchema>;

export const leadListSchema = z.object({
  leads: z.array(leadSchema),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
  totalIsAtLeast: z.boolean().optional(),
});
export type LeadList = z.infer<typeof leadListSchema>;

/** Selects a set of leads by exactly one of ids or a filter. */
export const setShape = {
  leadIds: z.array(idSchema).min(1).max(100_000).optional(),
  filter: leadFilterSchema.optional(),
  exceptIds: z.array(idSchema).max(10_000).optional(),
};
export const exactlyOneSet = {
  message: 'give exactly one of leadIds or filter (exceptIds only with filter)',
  /** The same rule in the OpenAPI document. */
  jsonSchema: {
    oneOf: [{ required: ['leadIds'] }, { required: ['filter'] }],
    dependentRequired: { exceptIds: ['filter'] },
  },
  check: (body: { leadIds?: unknown; filter?: unknown; exceptIds?: unknown }): boolean =>
    (body.leadIds === undefined) !== (body.filter === undefined) &&
    (body.exceptIds === undefined || body.filter !== undefined),
};
export const leadSetSchema = z
  .strictObject(setShape)
  .refine(exactlyOneSet.check, exactlyOneSet.message)
  .meta(exactlyOneSet.jsonSchema);
export type LeadSet = z.infer<typeof leadSetSchema>;

export const leadTagsSchema = z
  .strictObject({
    ...setShape,
    add: z.array(tagSchema).max(50).optional(),
    remove: z.array(tagSchema).max(50).optional(),
  })
  .refine(exactlyOneSet.check, exactlyOneSet.message)
  .meta(exactlyOneSet.jsonSchema);
export const leadTagsChangedSchema = z.object({ changed: z.int() });

export const leadChangeSchema = z.object({
  field: z.string(),
  old: z.unknown(),
  new: z.unknown(),
  source: z.string(),
  at: timestampSchema,
});
export const leadHistorySchema = z.object({ changes: z.array(leadChangeSchema), nextCursor: z.string().nullable() });
export type LeadHistory = z.infer<typeof leadHistorySchema>;
