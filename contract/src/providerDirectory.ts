import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { reasonSchema } from './lead.ts';
import { numberKinds } from './providerDefinition.ts';
import { leadVariables } from './providerTemplate.ts';

/** An entry of the provider directory: a shipped definition, as a draft from the provider’s documentation. */
export const directoryEntrySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The provider’s documentation. */
  docs: z.string(),
  /** Required input of a lead, in words; one of the alternatives is enough. */
  needs: z.array(z.string()),
  /** The most credits that one call can cost. */
  reserveCredits: z.number(),
  /** What the documentation leaves open. */
  unconfirmed: z.array(z.string()),
  definition: z.record(z.string(), z.unknown()),
});
export const providerDirectorySchema = z.object({ providers: z.array(directoryEntrySchema) });
export type ProviderDirectory = z.infer<typeof providerDirectorySchema>;

const settingValues = z.record(z.string().max(40), z.string().trim().max(200));

export const definitionCheckSchema = z.strictObject({
  /** The definition as an object, or as YAML or JSON text. */
  definition: z.union([z.string().max(200_000), z.record(z.string(), z.unknown())]),
  /** The lead for which the request is built. */
  leadId: idSchema.optional(),
  /** Values of settings for the request; those that are absent are the ones that were entered. */
  settings: settingValues.optional(),
  /** An answer of the provider, to be read. `body` is its text, or its JSON. */
  answer: z
    .strictObject({
      status: z.int().min(100).max(599).default(200),
      headers: z.record(z.string().max(100), z.string().max(10_000)).default({}),
      body: z.unknown(),
    })
    .optional(),
});
export type DefinitionCheck = z.infer<typeof definitionCheckSchema>;

const exampleOutcomeSchema = z.object({
  outcome: z.string(),
  phone: z.string().optional(),
  type: z.string().optional(),
  credits: z.number().nullable().optional(),
});

/** What a place of an answer gave: `found` is the number that is used, `kept` a further one, and the others say why not. */
export const placeResults = [
  'found',
  'kept',
  'repeated',
  'do_not_call',
  'masked',
  'impossible',
  'unreadable',
  'not_personal',
  'left_out',
  'blank',
  'absent',
] as const;

/** A part of the definition: its JSON pointer, the same in words with entries counted from 1, and its text. */
const definitionPartSchema = z.object({ pointer: z.string(), place: z.string(), text: z.string() });

/** How an answer was read, step by step. */
const readingStepsSchema = z.object({
  /** The rule that decided; null: the default of the status. */
  rule: definitionPartSchema.nullable(),
  /** What the rule or the default says: an outcome, or `read` for numbers. */
  decision: z.string(),
  /** The proof place, and whether the answer has a value there; null: none is named, or the answer is not read for numbers. */
  proof: z.object({ path: z.string(), isThere: z.boolean() }).nullable(),
  /** The places named for numbers, at most 200. */
  places: z.array(
    z.object({
      /** The exact place, such as `data.phones[0].number`; for an absent one, the path of the definition. */
      at: z.string(),
      /** The value as text, shortened; null when absent. */
      value: z.string().nullable(),
      /** The number as read; null when the value is none. */
      number: z.string().nullable(),
      kind: z.enum(numberKinds).nullable(),
      result: z.enum(placeResults),
    }),
  ),
  /** The price case that gave the credits; null when none did. */
  priceCase: definitionPartSchema.nullable(),
});
export type ReadingSteps = z.infer<typeof readingStepsSchema>;

export const definitionCheckedSchema = z.object({
  /** Empty for a definition that can be used. */
  problems: z.array(
    z.object({
      pointer: z.string(),
      /** The place in words: examples by their name, other entries counted from 1. */
      place: z.string(),
      message: z.string(),
    }),
  ),
  /** What would make the definition better, such as examples that are wanted. */
  hints: z.array(z.string()),
  /** The request for the lead, with masked secrets; null without a lead, or when the lead lacks a field. */
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
      /** The fields of the lead that are sent. */
      sent: z.array(z.enum(leadVariables)),
    })
    .nullable(),
  /** Why there is no request for the lead: a field of the lead, or a setting, has no value. */
  missing: reasonSchema.nullable(),
  examples: z.array(
    z.object({
      name: z.string(),
      got: exampleOutcomeSchema,
      want: exampleOutcomeSchema,
      ok: z.boolean(),
      /** What differs from the expected outcome, and why; null for an example that holds. */
      difference: z.string().nullable(),
    }),
  ),
  /** What the given answer means; null without an answer. */
  reading: z
    .object({
      outcome: z.string(),
      reason: reasonSchema.nullable(),
      numbers: z.array(
        z.object({
          number: z.string(),
          extension: z.string().nullable(),
          type: z.string(),
          doNotCall: z.boolean(),
          unusual: z.boolean(),
        }),
      ),
      /** In the provider’s credits; null when unknown. */
      credits: z.number().nullable(),
      steps: readingStepsSchema,
      /** The definition's text with the answer added to its examples; null when the definition was given as an object. */
      withExample: z.string().nullable(),
    })
    .nullable(),
});
export type DefinitionChecked = z.infer<typeof definitionCheckedSchema>;

/** A definition as an object, or as YAML or JSON text. */
const givenDefinition = definitionCheckSchema.shape.definition;

/** Values of the definition’s settings by name, such as an account ID. */
const settings = settingValues.default({});

/** Saves the definition although its own examples have another outcome than it says. */
const acceptFailedExamples = z.boolean().default(false);

export const providerAddSchema = z.union(
  [
    z.strictObject({ definition: givenDefinition, settings, acceptFailedExamples }),
    /** The id of an entry of the provider directory. */
    z.strictObject({ directoryId: z.string().max(60), settings }),
  ],
  'must have either "definition" or "directoryId"',
);
export type ProviderAdd = z.infer<typeof providerAddSchema>;

export const providerChangeSchema = z.strictObject({
  definition: givenDefinition,
  settings: settingValues.optional(),
  acceptFailedExamples,
});

/** Settings by name; a blank value removes its setting. */
export const providerSettingsSchema = settingValues;

/** Secrets by name; a blank value deletes its secret. */
export const providerSecretsSchema = z.record(z.string().max(40), z.string().trim().max(4_000));

export const definitionVersionsSchema = z.object({
  /** Newest first. */
  versions: z.array(
    z.object({ version: z.int(), createdAt: timestampSchema, definition: z.record(z.string(), z.unknown()) }),
  ),
});
