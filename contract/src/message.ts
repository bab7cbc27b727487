import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { exactlyOneSet, leadSetSchema, maxMessageLength, reasonSchema, setShape } from './lead.ts';
import { textSchema } from './text.ts';

/** Template text. It may be as long as a message. */
export const templateTextSchema = z.string().max(maxMessageLength).regex(/\S/u, 'must not be blank');

const templateNameSchema = textSchema(100);

export const messageTemplateSchema = z.object({
  id: idSchema,
  name: z.string(),
  text: z.string(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  /** Time of the last job that generated messages from it. */
  lastUsedAt: timestampSchema.nullable(),
});
export type MessageTemplate = z.infer<typeof messageTemplateSchema>;

/** Maximum number of templates: few enough for one response. */
export const maxMessageTemplates = 500;
export const messageTemplateListSchema = z.object({ templates: z.array(messageTemplateSchema) });
export const messageTemplateWriteSchema = z.strictObject({ name: templateNameSchema, text: templateTextSchema });
export type MessageTemplateWrite = z.infer<typeof messageTemplateWriteSchema>;

/** Usage of a template. After its deletion, messages keep their text and a copy of the template. */
export const messageTemplateUsageSchema = z.object({
  /** Leads with a message generated from it. */
  leads: z.int(),
  /** Running jobs that use it. They continue with the text from their start. */
  jobs: z.int(),
});
export type MessageTemplateUsage = z.infer<typeof messageTemplateUsageSchema>;

/** A merge field for templates. */
export const templateFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  isCustom: z.boolean(),
  /** The field as written in a template, with braces. */
  placeholder: z.string(),
});
export type TemplateField = z.infer<typeof templateFieldSchema>;
export const templateFieldsSchema = z.object({ fields: z.array(templateFieldSchema) });

export const templateProblemCodes = [
  'unknown_field',
  'unknown_helper',
  'unclosed_brace',
  'stray_brace',
  'empty_placeholder',
  'empty_fallback',
  'unreachable',
  'unclosed_optional',
  'stray_optional_end',
  'optional_without_field',
  'looks_like_field',
  'doubled_braces',
  'merge_tag',
  'too_many_problems',
] as const;

/** A problem in a template. Only errors prevent its use. */
export const templateProblemSchema = z.object({
  code: z.enum(templateProblemCodes),
  severity: z.enum(['error', 'warning']),
  /** Description of the problem. */
  message: z.string(),
  /** How to fix the problem. */
  hint: z.string(),
  /** Position in UTF-16 code units from the start. */
  at: z.int(),
  length: z.int(),
  /** Line and column, from 1. */
  line: z.int(),
  column: z.int(),
  /** Replacement text; null without a suggestion. */
  suggestion: z.string().nullable(),
});
export type TemplateProblem = z.infer<typeof templateProblemSchema>;

/** A segment of a message: its text and its source. */
export const messageSegmentSchema = z.object({
  /** `value`: from the lead · `fallback`: for a missing value · `gap`: a missing value · `broken`: a syntax error */
  kind: z.enum(['text', 'value', 'fallback', 'gap', 'broken']),
  /** For a gap the label of the field, for a syntax error the template's text. */
  text: z.string(),
  field: z.string().nullable(),
});
export type MessageSegment = z.infer<typeof messageSegmentSchema>;

const templateShape = { template: templateTextSchema.optional(), templateId: idSchema.optional() };
const oneTemplate = (body: { template?: unknown; templateId?: unknown }): boolean =>
  (body.template === undefined) !== (body.templateId === undefined);
const oneTemplateMessage = 'give exactly one of template or templateId';
const templates = [{ required: ['template'] }, { required: ['templateId'] }] as const;

export const messagePreviewRequestSchema = z
  .strictObject({ ...templateShape, leadIds: z.array(idSchema).max(200) })
  .refine(oneTemplate, oneTemplateMessage)
  .meta({ oneOf: templates });
export type MessagePreviewRequest = z.infer<typeof messagePreviewRequestSchema>;

export const messagePreviewSchema = z.object({
  unknownFields: z.array(z.string()),
  problems: z.array(templateProblemSchema),
  /** The merge fields of the template, each once, in order. */
  fields: z.array(z.string()),
  /** One message per existing lead, in the order of the ids. */
  messages: z.array(
    z.object({
      leadId: idSchema,
      /** Null for a missing value or an empty message. */
      message: z.string().nullable(),
      /** Fields with a missing value and no fallback. */
      missing: z.array(z.string()),
      /** Why there is no message. */
      errors: z.array(z.string()),
      segments: z.array(messageSegmentSchema),
    }),
  ),
});
export type MessagePreview = z.infer<typeof messagePreviewSchema>;

/**
 * Handling of an existing message: `none` keeps it, `unedited` replaces it unless a person wrote or edited it, `all` replaces
 * it.
 */
export const messageOverwriteSchema = z.enum(['none', 'unedited', 'all']);
export type MessageOverwrite = z.infer<typeof messageOverwriteSchema>;

export const generateMessagesSchema = z
  .strictObject({
    ...setShape,
    ...templateShape,
    /** With `template`: the saved template that the text was written from. The messages name it. */
    basedOnTemplateId: idSchema.optional(),
    /** Handling of a lead with a missing value: `skip` skips it, `fail` counts it as failed. It never gets a message. */
    onMissing: z.enum(['skip', 'fail']).default('skip'),
    overwrite: messageOverwriteSchema.default('none'),
  })
  .refine(exactlyOneSet.check, exactlyOneSet.message)
  .refine(oneTemplate, oneTemplateMessage)
  .refine(
    ({ template, basedOnTemplateId }) => template !== undefined || basedOnTemplateId === undefined,
    'give basedOnTemplateId only with template',
  )
  .meta({
    ...exactlyOneSet.jsonSchema,
    if: templates[0],
    else: templates[1],
    not: { required: ['template', 'templateId'] },
  });
export type GenerateMessages = z.infer<typeof generateMessagesSchema>;
export type GenerateMessagesInput = z.input<typeof generateMessagesSchema>;

export const messageEstimateSchema = z.object({
  unknownFields: z.array(z.string()),
  problems: z.array(templateProblemSchema),
  /** Number of leads in the set. */
  total: z.int(),
  /** Number of leads that get a message. */
  leads: z.int(),
  skipped: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  /**
   * For each group of fields of which a lead needs one: the number of leads that lack all of them, among the leads that may
   * get a message. `places` are the positions of the fields in the template, with braces.
   */
  missing: z.array(
    z.object({
      fields: z.array(z.string()),
      leads: z.int(),
      places: z.array(z.object({ at: z.int(), length: z.int() })),
    }),
  ),
  /** Ids of some leads of the set: the newest ones, and the most incomplete ones. */
  newest: z.array(idSchema),
  worst: z.array(idSchema),
});
export type MessageEstimate = z.infer<typeof messageEstimateSchema>;

/** The set of leads whose outdated messages are regenerated: unedited ones, of which a merge field has changed. */
export const regenerateMessagesSchema = leadSetSchema;
export const outdatedMessagesSchema = z.object({ leads: z.int() });

/** Source of a lead's message. */
export const messageOriginSchema = z.object({
  /** Null for a message without a saved template, and after the template's deletion. */
  templateId: idSchema.nullable(),
  templateName: z.string().nullable(),
  /** Whether the text differed from the saved template when the message was written. */
  isChanged: z.boolean(),
  /** Text of the template; null for a message that a person wrote. */
  template: z.string().nullable(),
  generatedAt: timestampSchema.nullable(),
  /** Time of the last edit by a person. An edited message is not overwritten. */
  editedAt: timestampSchema.nullable(),
  /** Whether a merge field of the template has changed since. */
  isOutdated: z.boolean(),
});
export type MessageOrigin = z.infer<typeof messageOriginSchema>;
