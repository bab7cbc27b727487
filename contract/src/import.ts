import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { booleanInUrl, numberInUrl, pageQueryShape } from './url.ts';
import { countryCodeSchema, textSchema } from './text.ts';

/** As `TextDecoder` knows them. */
export const importEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
  'shift_jis',
  'gb18030',
  'macintosh',
] as const;
export const importEncodingSchema = z.enum(importEncodings);
export type ImportEncoding = z.infer<typeof importEncodingSchema>;

export const importDelimiters = [',', ';', '\t', '|'] as const;
export const importDelimiterSchema = z.enum(importDelimiters);
export type ImportDelimiter = z.infer<typeof importDelimiterSchema>;

/** What a column may become; a full name is split into first and last name. */
export const importFields = [
  'firstName',
  'lastName',
  'fullName',
  'email',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'countryCode',
  'phoneNumber',
  'linkedinUrl',
  'yearsInRole',
  'tags',
  'doNotContact',
] as const;
export const importFieldSchema = z.enum(importFields);
export type ImportField = z.infer<typeof importFieldSchema>;

/** A field of a lead, a custom field `custom:<name>`, or null: the column is left out. */
export const importTargetSchema = z.union([
  importFieldSchema,
  z.templateLiteral(['custom:', z.string().min(1).max(100)]),
]);
export type ImportTarget = z.infer<typeof importTargetSchema>;

/** Header → target. Headers are those of the reading: distinct and never empty. A header that is not named is left out. */
export const importMappingSchema = z.record(z.string().max(500), importTargetSchema.nullable());
export type ImportMapping = z.infer<typeof importMappingSchema>;

export const onDuplicateSchema = z.enum(['skip', 'fill', 'overwrite']);
export type OnDuplicate = z.infer<typeof onDuplicateSchema>;

/** The most correction that one import takes. */
export const maxImportFixes = 10_000;
const fixActions = ['blank', 'skip', 'repair'] as const;
/**
 * A correction before anything is written: of one cell (`row`), or of all rows with a problem (`code`). `blank` empties the
 * cell, `skip` leaves the row out, `repair` puts right what was decoded wrongly (mojibake). A row's own correction wins.
 */
export const importFixSchema = z
  .strictObject({
    /** 1 is the first row below the header. */
    row: idSchema.optional(),
    code: z.string().min(1).max(50).optional(),
    /** A target of the mapping; without it all cells that have the problem. */
    field: importTargetSchema.optional(),
    value: z.string().max(10_000).optional(),
    action: z.enum(fixActions).optional(),
  })
  .refine((fix) => (fix.row === undefined) !== (fix.code === undefined), 'give exactly one of row or code')
  .refine((fix) => (fix.value === undefined) !== (fix.action === undefined), 'give exactly one of value or action')
  .refine((fix) => fix.value === undefined || fix.field !== undefined, 'name the field of the value')
  .refine((fix) => fix.row === undefined || fix.action === 'skip' || fix.field !== undefined, 'name the field')
  .meta({
    oneOf: [{ required: ['row'] }, { required: ['code'] }],
    if: { required: ['value'] },
    else: { required: ['action'] },
    not: { required: ['value', 'action'] },
    dependentRequired: { value: ['field'] },
    dependentSchemas: {
      row: { anyOf: [{ required: ['field'] }, { properties: { action: { const: 'skip' } } }] },
    },
  });
export type ImportFix = z.infer<typeof importFixSchema>;

/** How a file is to be read and imported; what is left out is as the file suggests, or as shown. */
export const importSettingsSchema = z.strictObject({
  encoding: importEncodingSchema.optional(),
  delimiter: importDelimiterSchema.optional(),
  hasHeader: z.boolean().optional(),
  mapping: importMappingSchema.optional(),
  /** For rows in which the field is blank; tags go on every lead. */
  defaults: z
    .strictObject({
      countryCode: countryCodeSchema.optional(),
      tags: z.array(textSchema(60)).max(20).optional(),
    })
    .optional(),
  onDuplicate: onDuplicateSchema.default('skip'),
  /** Rows with a LinkedIn address, or a name and a company, come in without an e-mail. */
  allowWithoutEmail: z.boolean().default(false),
  fixes: z.array(importFixSchema).max(maxImportFixes).default([]),
});
export type ImportSettings = z.infer<typeof importSettingsSchema>;

/** `error`: the row can't go in · `warning`: it goes in, but not all of it as it was · `note`: told, nothing is wrong. */
export const importSeverities = ['error', 'warning', 'note'] as const;
export const importSeveritySchema = z.enum(importSeverities);

/** Something about a row that a person may want to know or mend. */
export const importIssueSchema = z.object({
  code: z.string(),
  severity: importSeveritySchema,
  /** The target and header of the cell; null where the whole row is meant. */
  field: z.string().nullable(),
  header: z.string().nullable(),
  /** The cell as it is in the file (after corrections), shortened. */
  value: z.string().nullable(),
  /** What is wrong and what becomes of it, in a person's words. */
  text: z.string(),
});
export type ImportIssue = z.infer<typeof importIssueSchema>;

export const importColumnSchema = z.object({
  header: z.string(),
  /** What the file calls it: may be empty, or the same as another's. */
  originalHeader: z.string(),
  suggested: importTargetSchema.nullable(),
  /** 0 to 1. */
  confidence: z.number(),
  /** What the suggestion rests on. */
  because: z.enum(['name', 'values', 'remembered', 'nothing']),
  /** Some of its values, different and not blank. */
  samples: z.array(z.string()),
});
export type ImportColumn = z.infer<typeof importColumnSchema>;

/** What a look at the beginning of a file tells. */
export const importReadingSchema = z.object({
  encoding: importEncodingSchema,
  /** 0 to 1; 1 for a byte order mark or what a person chose. */
  encodingConfidence: z.number(),
  delimiter: importDelimiterSchema,
  delimiterConfidence: z.number(),
  hasHeader: z.boolean(),
  headerConfidence: z.number(),
  headers: z.array(z.string()),
  columns: z.array(importColumnSchema),
  suggestedMapping: importMappingSchema,
  rowCountEstimate: z.int(),
  /** The first rows' cells. */
  sample: z.array(z.array(z.string())),
  /** About the file as a whole: it has NUL bytes, no header, is an export of this program … */
  notices: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type ImportReading = z.infer<typeof importReadingSchema>;

export const importStates = ['draft', 'importing', 'imported', 'cancelled', 'failed', 'undoing', 'undone'] as const;
export const importStateSchema = z.enum(importStates);
export type ImportState = z.infer<typeof importStateSchema>;

/** `GET /imports`: what came in, when and how many. */
export const importSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  sizeBytes: z.int(),
  state: importStateSchema,
  /** Null until the file was read to its end. */
  rowCount: z.int().nullable(),
  /** Rows by fate: created, updated, skipped, invalid, cancelled, waiting; they add up to `rowCount`. Null for a draft. */
  counts: z.record(z.string(), z.int()).nullable(),
  /** Leads that an earlier do-not-contact mark was applied to. */
  suppressedCount: z.int(),
  /** Leads by what the undo came to: removed, restored, kept. */
  undone: z.record(z.string(), z.int()).nullable(),
  tag: z.string().nullable(),
  jobId: idSchema.nullable(),
  undoJobId: idSchema.nullable(),
  createdAt: timestampSchema,
  committedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
});
export type Import = z.infer<typeof importSchema>;
export const importListQuerySchema = z.strictObject(pageQueryShape);
export const importListSchema = z.object({ imports: z.array(importSchema), nextCursor: z.string().nullable() });
export type ImportList = z.infer<typeof importListSchema>;

/** `GET /imports/:id`. */
export const importDetailSchema = importSchema.extend({
  /** Null for leads that came as JSON. */
  reading: importReadingSchema.nullable(),
  /** As last previewed or committed; null before. */
  settings: importSettingsSchema.nullable(),
});
export type ImportDetail = z.infer<typeof importDetailSchema>;

/** `POST /imports`. */
export const importCreatedSchema = importReadingSchema.extend({
  id: idSchema,
  fileName: z.string(),
  sizeBytes: z.int(),
});
export type ImportCreated = z.infer<typeof importCreatedSchema>;

export const importProblemSchema = z.object({
  code: z.string(),
  severity: importSeveritySchema,
  field: z.string().nullable(),
  count: z.int(),
  /** What kind of problem, in a person's words. */
  text: z.string(),
  example: z.object({ row: z.int(), line: z.int(), value: z.string().nullable() }),
});
export type ImportProblem = z.infer<typeof importProblemSchema>;

/** How long `POST /imports/:id/preview` waits for the file's end. */
export const importPreviewQuerySchema = z.strictObject({
  waitMs: numberInUrl(z.int().min(0).max(30_000)).default(15_000),
});

/** What an import would do; the counts add up to the rows that were read. */
export const importPreviewSchema = z.object({
  create: z.int(),
  update: z.int(),
  skip: z.int(),
  invalid: z.int(),
  /** Rows that go in with a warning. */
  warnings: z.int(),
  /** Among the leads: those that an earlier do-not-contact mark applies to. */
  doNotContact: z.int(),
  problems: z.array(importProblemSchema),
  /** False: the counting goes on; the same request again tells how far it is. */
  complete: z.boolean(),
  rowsRead: z.int(),
  reading: importReadingSchema,
  settings: importSettingsSchema,
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** `GET /imports/:id/rows`: of a draft as last previewed, else as they were imported. */
export const importRowsQuerySchema = z.strictObject({
  ...pageQueryShape,
  /** A problem's code, or `any`: rows with an error or a warning. */
  problem: z.string().min(1).max(50).optional(),
  /** Only where this field has the problem. */
  field: z.string().min(1).max(110).optional(),
  state: z.string().min(1).max(20).optional(),
});
export const importRowSchema = z.object({
  row: z.int(),
  /** The file's own line. */
  line: z.int(),
  /** create, update, skip, invalid before; created, updated, skipped, invalid, cancelled after. */
  state: z.string(),
  leadId: idSchema.nullable(),
  /** As they are in the file; null where nothing was wrong and the file is gone. */
  cells: z.array(z.string()).nullable(),
  issues: z.array(importIssueSchema),
});
export type ImportRow = z.infer<typeof importRowSchema>;
export const importRowsSchema = z.object({ rows: z.array(importRowSchema), nextCursor: z.string().nullable() });
export type ImportRows = z.infer<typeof importRowsSchema>;

/** `POST /leads/bulk` with JSON: every lead is judged by itself, so that one bad one doesn't hold up the others. */
export const bulkLeadsSchema = z.strictObject({
  leads: z.array(z.record(z.string(), z.unknown())).min(1).max(5_000),
  onDuplicate: onDuplicateSchema.default('skip'),
});
export const bulkLeadsDoneSchema = z.object({
  importId: idSchema,
  importedCount: z.int(),
  updatedCount: z.int(),
  duplicatesSkipped: z.int(),
  /** `row` is 1-based. */
  invalidLeads: z.array(
    z.object({
      row: z.int(),
      lead: z.record(z.string(), z.unknown()),
      errors: z.array(z.object({ field: z.string(), message: z.string() })),
    }),
  ),
  warnings: z.array(z.object({ row: z.int(), field: z.string(), message: z.string() })),
});
export type BulkLeadsDone = z.infer<typeof bulkLeadsDoneSchema>;
/** The query of `POST /leads/bulk` with a `text/csv` body. */
export const bulkCsvQuerySchema = z.strictObject({
  onDuplicate: onDuplicateSchema.default('skip'),
  allowWithoutEmail: booleanInUrl.default(false),
});
