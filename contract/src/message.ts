import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { exactlyOneSet, leadSetSchema, maxMessageLength, reasonSchema, setShape } from './lead.ts';
import { textSchema } from './text.ts';

/** As long as a message may be, since its text is one before anything is filled in. */
export const templateTextSchema = z.string().max(maxMessageLength).regex(/\S/u, 'must not be blank');

const templateNameSchema = textSchema(100);

export const messageTemplateSchema = z.object({
  id: idSchema,
  name: z.string(),
  text: z.string(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  /** When messages were last generated from it. */
  lastUsedAt: timestampSchema.nullable(),
});
export type MessageTemplate = z.infer<typeof messageTemplateSchema>;

/** How many templates are kept; so few that they are listed at once. */
export const maxMessageTemplates = 500;
export const messageTemplateListSchema = z.object({ templates: z.array(messageTemplateSchema) });
export const messageTemplateWriteSchema = z.strictObject({ name: templateNameSchema, text: templateTextSchema });
export type MessageTemplateWrite = z.infer<typeof messageTemplateWriteSchema>;

/** What would be left without its template: messages keep their text and what it was made from. */
export const messageTemplateUsageSchema = z.object({
  /** Leads whose message was made from it. */
  leads: z.int(),
  /** Jobs that write from it right now; they end with its text as it was when they began. */
  jobs: z.int(),
});
export type MessageTemplateUsage = z.infer<typeof messageTemplateUsageSchema>;

/** A field that a template may name. */
export const templateFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  isCustom: z.boolean(),
  /** As it is written in a template, braces and all. */
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
  'too_many_problems',
] as const;

/** Something about a template that a person should see. Only errors keep it from being used. */
export const templateProblemSchema = z.object({
  code: z.enum(templateProblemCodes),
  severity: z.enum(['error', 'warning']),
  /** What is wrong. */
  message: z.string(),
  /** What to do about it. */
  hint: z.string(),
  /** Where, in UTF-16 units from the beginning. */
  at: z.int(),
  length: z.int(),
  /** The same as people count, from 1. */
  line: z.int(),
  column: z.int(),
  /** What to write in place of it; null where nobody knows. */
  suggestion: z.string().nullable(),
});
export type TemplateProblem = z.infer<typeof templateProblemSchema>;

/** A piece of a message: what it says, and why. */
export const messageSegmentSchema = z.object({
  /** `value`: from the lead · `fallback`: in place of what is missing · `gap`: a hole · `broken`: not understood */
  kind: z.enum(['text', 'value', 'fallback', 'gap', 'broken']),
  /** Of a gap the name of the field; of a broken piece what is written there. */
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
  /** The fields that it names, each once, in their order. */
  fields: z.array(z.string()),
  /** One of each lead that is there, in the order of the ids. */
  messages: z.array(
    z.object({
      leadId: idSchema,
      /** Null where something is missing, or nothing is left of it. */
      message: z.string().nullable(),
      /** The fields that this lead lacks and nothing stands in for. */
      missing: z.array(z.string()),
      /** Why there is no message. */
      errors: z.array(z.string()),
      segments: z.array(messageSegmentSchema),
    }),
  ),
});
export type MessagePreview = z.infer<typeof messagePreviewSchema>;

/**
 * What becomes of a message that is there: `none` keeps it, `unedited` replaces it unless a person wrote or changed it,
 * `all` replaces it.
 */
export const messageOverwriteSchema = z.enum(['none', 'unedited', 'all']);
export type MessageOverwrite = z.infer<typeof messageOverwriteSchema>;

export const generateMessagesSchema = z
  .strictObject({
    ...setShape,
    ...templateShape,
    /** A lead that lacks a field: `skip` leaves it out, `fail` counts it as failed. It never gets a message with a hole. */
    onMissing: z.enum(['skip', 'fail']).default('skip'),
    overwrite: messageOverwriteSchema.default('none'),
  })
  .refine(exactlyOneSet.check, exactlyOneSet.message)
  .refine(oneTemplate, oneTemplateMessage)
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
  /** All leads of the set. */
  total: z.int(),
  /** How many get a message. */
  leads: z.int(),
  skipped: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  /**
   * For each combination of fields of which a lead must have one: how many of the leads that may be written to lack all of
   * them, and where in the template they stand, braces and all.
   */
  missing: z.array(
    z.object({
      fields: z.array(z.string()),
      leads: z.int(),
      places: z.array(z.object({ at: z.int(), length: z.int() })),
    }),
  ),
  /** Some leads of the set: the newest, and those that lack the most. */
  newest: z.array(idSchema),
  worst: z.array(idSchema),
});
export type MessageEstimate = z.infer<typeof messageEstimateSchema>;

/** Messages that were made from a template, not edited since, of leads of which a field that it names has changed. */
export const regenerateMessagesSchema = leadSetSchema;
export const outdatedMessagesSchema = z.object({ leads: z.int() });

/** Where a lead's message comes from. */
export const messageOriginSchema = z.object({
  /** Null: it was not made from a saved one, or that is deleted. */
  templateId: idSchema.nullable(),
  templateName: z.string().nullable(),
  /** What it was made from; null: a person wrote it from the start. */
  template: z.string().nullable(),
  generatedAt: timestampSchema.nullable(),
  /** When a person wrote or changed it: it is kept then. */
  editedAt: timestampSchema.nullable(),
  /** A field that the template names has changed since. */
  isOutdated: z.boolean(),
});
export type MessageOrigin = z.infer<typeof messageOriginSchema>;
