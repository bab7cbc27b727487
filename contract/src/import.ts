import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { importEncodingSchema } from './importEncoding.ts';
import { personFields } from './lead.ts';
import { booleanInUrl, numberInUrl, pageQueryShape } from './url.ts';
import { countryCodeSchema, textSchema } from './text.ts';

export const importDelimiters = [',', ';', '\t', '|'] as const;
export const importDelimiterSchema = z.enum(importDelimiters);
export type ImportDelimiter = z.infer<typeof importDelimiterSchema>;

/**
 * How cells are written. `standard`: quotes are doubled (RFC 4180) · `padded`: blanks around cells and their quotes are no
 * part of them · `backslash`: a backslash escapes, as in database exports.
 */
export const importDialectSchema = z.enum(['standard', 'padded', 'backslash']);
export type ImportDialect = z.infer<typeof importDialectSchema>;

/**
 * Fields of phone numbers beside `phoneNumber`, in the order in which they replace it where its cell is blank. The other
 * numbers are kept in a lead's `phones`. Several columns can be mapped to one of them.
 */
export const importPhoneFields = ['mobilePhone', 'directPhone', 'workPhone', 'otherPhone', 'homePhone'] as const;

/** Fields that a column can be mapped to. A full name is split into first and last name. */
export const importFields = [
  'firstName',
  'lastName',
  'fullName',
  ...personFields,
  ...importPhoneFields,
  'tags',
  'doNotContact',
] as const;
export const importFieldSchema = z.enum(importFields);
export type ImportField = z.infer<typeof importFieldSchema>;
/** Fields that several columns can be mapped to: of each row, the first column with a value counts. */
export const repeatableImportFields: readonly string[] = [
  'email',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'countryCode',
  'linkedinUrl',
  'doNotContact',
  ...importPhoneFields,
] satisfies ImportField[];

/** Target of a column: a field of a lead, or a custom field `custom:<name>`. */
export const importTargetSchema = z.union([
  importFieldSchema,
  z.templateLiteral(['custom:', z.string().min(1).max(100)]),
  /** The second, third, … column of phone numbers that is mapped to one field, in issues and corrections. */
  z.templateLiteral([z.enum(importPhoneFields), ':', z.int()]),
]);
export type ImportTarget = z.infer<typeof importTargetSchema>;

/** Maps headers to targets. Headers are the reading's, distinct and not empty. A null or missing entry skips the column. */
export const importMappingSchema = z.record(z.string().max(500), importTargetSchema.nullable());
export type ImportMapping = z.infer<typeof importMappingSchema>;

export const onDuplicateSchema = z.enum(['skip', 'fill', 'overwrite']);
export type OnDuplicate = z.infer<typeof onDuplicateSchema>;

/** Maximum number of corrections per import. */
export const maxImportFixes = 10_000;
const fixActions = ['blank', 'skip', 'repair'] as const;
/**
 * A correction before the import: of one cell (`row`), or of all rows with a problem (`code`). `blank` empties the cell,
 * `skip` skips the row, and `repair` fixes wrongly decoded text (mojibake). A correction by row has priority over one by
 * value (`matches`), which has priority over one of all rows with a problem.
 */
export const importFixSchema = z
  .strictObject({
    /** 1 is the first row below the header. */
    row: idSchema.optional(),
    code: z.string().min(1).max(50).optional(),
    /** Limits `code` to cells with this value, as the issue's `value` and `GET /imports/:id/values` show it. */
    matches: z.string().max(200).optional(),
    /** A target of the mapping. Without it: all cells with the problem. */
    field: importTargetSchema.optional(),
    value: z.string().max(10_000).optional(),
    action: z.enum(fixActions).optional(),
  })
  .refine((fix) => (fix.row === undefined) !== (fix.code === undefined), 'give exactly one of row or code')
  .refine((fix) => (fix.value === undefined) !== (fix.action === undefined), 'give exactly one of value or action')
  .refine((fix) => fix.value === undefined || fix.field !== undefined, 'name the field of the value')
  .refine((fix) => fix.row === undefined || fix.action === 'skip' || fix.field !== undefined, 'name the field')
  .refine((fix) => fix.matches === undefined || fix.code !== undefined, 'matches needs a code')
  .meta({
    oneOf: [{ required: ['row'] }, { required: ['code'] }],
    if: { required: ['value'] },
    else: { required: ['action'] },
    not: { required: ['value', 'action'] },
    dependentRequired: { value: ['field'], matches: ['code'] },
    dependentSchemas: {
      row: { anyOf: [{ required: ['field'] }, { properties: { action: { const: 'skip' } } }] },
    },
  });
export type ImportFix = z.infer<typeof importFixSchema>;

/** Settings of an import. Missing settings take the value detected in the file, or the default. */
export const importSettingsSchema = z.strictObject({
  encoding: importEncodingSchema.optional(),
  delimiter: importDelimiterSchema.optional(),
  hasHeader: z.boolean().optional(),
  /** Line of the header, or of the first row of a file without a header. The lines above are not imported. */
  startLine: z.int().min(1).optional(),
  mapping: importMappingSchema.optional(),
  /** Values for rows with a blank field. Tags are added to every lead. */
  defaults: z
    .strictObject({
      countryCode: countryCodeSchema.optional(),
      tags: z.array(textSchema(60)).max(20).optional(),
    })
    .optional(),
  onDuplicate: onDuplicateSchema.default('skip'),
  /** Imports rows without an email that have a LinkedIn address, or a name and a company. */
  allowWithoutEmail: z.boolean().default(false),
  fixes: z.array(importFixSchema).max(maxImportFixes).default([]),
});
export type ImportSettings = z.infer<typeof importSettingsSchema>;

/** `error`: the row can't be imported · `warning`: it is imported with changes · `note`: information only. */
export const importSeverities = ['error', 'warning', 'note'] as const;
export const importSeveritySchema = z.enum(importSeverities);

/** A problem or note about a row. */
export const importIssueSchema = z.object({
  code: z.string(),
  severity: importSeveritySchema,
  /** Target and header of the cell; null for the whole row. */
  field: z.string().nullable(),
  header: z.string().nullable(),
  /** Content of the cell after corrections, shortened. */
  value: z.string().nullable(),
  /** Text for the user: the problem and its effect on the import. */
  text: z.string(),
});
export type ImportIssue = z.infer<typeof importIssueSchema>;

export const importColumnSchema = z.object({
  header: z.string(),
  /** Header in the file. It may be empty or equal to another one. */
  originalHeader: z.string(),
  suggested: importTargetSchema.nullable(),
  /** 0 to 1. */
  confidence: z.number(),
  /** Basis of the suggestion. */
  because: z.enum(['name', 'values', 'remembered', 'nothing']),
  /** Some distinct, non-blank values. */
  samples: z.array(z.string()),
});
export type ImportColumn = z.infer<typeof importColumnSchema>;

/** Format and columns detected at the beginning of a file. */
export const importReadingSchema = z.object({
  /** The sheet of a workbook that is read; null: the file is text. */
  sheet: z.string().nullable().default(null),
  /** The sheets of a workbook. Another one is read when the file is sent again with `sheet`. */
  sheets: z.array(z.object({ name: z.string(), isHidden: z.boolean(), hasData: z.boolean() })).default([]),
  encoding: importEncodingSchema,
  /** 0 to 1. 1: a byte order mark, or the user's choice. */
  encodingConfidence: z.number(),
  /** The encoding of rows that are not UTF-8 in a file of UTF-8; null: there are none. They get an issue. */
  strayEncoding: importEncodingSchema.nullable().default(null),
  delimiter: importDelimiterSchema,
  delimiterConfidence: z.number(),
  /** Readings of older versions have none. */
  dialect: importDialectSchema.default('standard'),
  hasHeader: z.boolean(),
  headerConfidence: z.number(),
  /** Line of the header, or of the first row without a header. Readings of older versions have none. */
  startLine: z.int().default(1),
  /** The first rows of the file with the lines above the header, to choose `startLine` from. */
  firstLines: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })).default([]),
  headers: z.array(z.string()),
  columns: z.array(importColumnSchema),
  suggestedMapping: importMappingSchema,
  rowCountEstimate: z.int(),
  /** Cells of the first rows. */
  sample: z.array(z.array(z.string())),
  /** Notes about the whole file, such as NUL bytes, a missing header, or an export of this program. */
  notices: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type ImportReading = z.infer<typeof importReadingSchema>;

export const importStates = ['draft', 'importing', 'imported', 'cancelled', 'failed', 'undoing', 'undone'] as const;
export const importStateSchema = z.enum(importStates);
export type ImportState = z.infer<typeof importStateSchema>;

/** An import in `GET /imports`. */
export const importSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  sizeBytes: z.int(),
  state: importStateSchema,
  /** Null until the whole file was read. */
  rowCount: z.int().nullable(),
  /** Number of rows by result: created, updated, skipped, invalid, cancelled, waiting. Their sum is `rowCount`. Null for a draft. */
  counts: z.record(z.string(), z.int()).nullable(),
  /** Number of leads that the suppression list marked as do not contact. */
  suppressedCount: z.int(),
  /** Number of leads by result of the undo: removed, restored, kept. */
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

/** Preview of an import. The sum of the counts is `rowsRead`. */
export const importPreviewSchema = z.object({
  create: z.int(),
  update: z.int(),
  skip: z.int(),
  invalid: z.int(),
  /** Rows that are imported with a warning. */
  warnings: z.int(),
  /** Leads that the suppression list would mark as do not contact. */
  doNotContact: z.int(),
  problems: z.array(importProblemSchema),
  /** False: the server is still counting. Repeat the request for newer counts. */
  complete: z.boolean(),
  rowsRead: z.int(),
  reading: importReadingSchema,
  settings: importSettingsSchema,
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** Query of `GET /imports/:id/rows`. A draft's rows are as last previewed, other rows as imported. */
export const importRowsQuerySchema = z.strictObject({
  ...pageQueryShape,
  /** Code of a problem, or `any`: rows with an error or a warning. */
  problem: z.string().min(1).max(50).optional(),
  /** Only rows with the problem in this field. */
  field: z.string().min(1).max(110).optional(),
  state: z.string().min(1).max(20).optional(),
});
export const importRowSchema = z.object({
  row: z.int(),
  /** Line number in the file. */
  line: z.int(),
  /** Before the import: create, update, skip, invalid. After it: created, updated, skipped, invalid, cancelled. */
  state: z.string(),
  leadId: idSchema.nullable(),
  /** Cells as in the file. Null for a row without problems after the file was deleted. */
  cells: z.array(z.string()).nullable(),
  issues: z.array(importIssueSchema),
});
export type ImportRow = z.infer<typeof importRowSchema>;
export const importRowsSchema = z.object({ rows: z.array(importRowSchema), nextCursor: z.string().nullable() });
export type ImportRows = z.infer<typeof importRowsSchema>;

/** Fields whose distinct values are counted: those with few possible values. */
export const importValueFields = ['countryCode', 'doNotContact'] as const satisfies readonly ImportField[];
export const importValueFieldSchema = z.enum(importValueFields);
export type ImportValueField = z.infer<typeof importValueFieldSchema>;

/** Query of `GET /imports/:id/values`. */
export const importValuesQuerySchema = z.strictObject({ field: importValueFieldSchema });
/** A distinct value of a column, before corrections. */
export const importValueSchema = z.object({
  value: z.string(),
  /** Number of rows with this value. */
  count: z.int(),
  /** Code of the problem with this value; null when it is understood. */
  problem: z.string().nullable(),
  /** What it is imported as: a country code, `true` or `false`; null with a problem, and when no row with it is imported. */
  readAs: z.string().nullable(),
});
export type ImportValue = z.infer<typeof importValueSchema>;
/** Distinct values of a draft's column, as counted so far: first those with a problem, then the most frequent. */
export const importValuesSchema = z.object({
  field: importValueFieldSchema,
  values: z.array(importValueSchema),
  /** Number of rows with an empty cell. */
  blank: z.int(),
  /** Number of rows with further values, which are not counted one by one. */
  others: z.int(),
  complete: z.boolean(),
});
export type ImportValues = z.infer<typeof importValuesSchema>;

/** Body of `POST /leads/bulk` as JSON. Each lead is validated on its own, so that an invalid lead does not block the others. */
export const bulkLeadsSchema = z.strictObject({
  leads: z.array(z.record(z.string(), z.unknown())).min(1).max(5_000),
  onDuplicate: onDuplicateSchema.default('skip'),
});
export const bulkLeadsDoneSchema = z.object({
  importId: idSchema,
  importedCount: z.int(),
  updatedCount: z.int(),
  duplicatesSkipped: z.int(),
  /** Rows that were not imported because they are on the suppression list; `warnings` names them. */
  suppressedSkipped: z.int(),
  /** `row` counts from 1. */
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
/** The name of a workbook's sheet, or its number from 1. Without it: the first one with data. */
const sheetInUrl = z.string().min(1).max(200).optional();
/** Query of `POST /imports`. */
export const importUploadQuerySchema = z.strictObject({
  fileName: z.string().max(1_000).optional(),
  sheet: sheetInUrl,
});
/** Media types of the workbooks that can be imported. */
export const workbookMediaTypes = [
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.spreadsheet',
] as const;

/** Query of `POST /leads/bulk` with a CSV file or a workbook as the body. */
export const bulkCsvQuerySchema = z.strictObject({
  sheet: sheetInUrl,
  /** Without it: as detected. A file whose encoding is uncertain is refused. */
  encoding: importEncodingSchema.optional(),
  onDuplicate: onDuplicateSchema.default('skip'),
  allowWithoutEmail: booleanInUrl.default(false),
});
