import {
  issueMessage,
  providerDefinitionSchema,
  type DefinitionExample,
  type ProviderDefinition,
} from '@tinygenesy/contract';
import { parseDocument } from 'yaml';
import { buildRequest } from './buildRequest.ts';
import { classifyAnswer } from './classifyAnswer.ts';
import { definitionMistakes } from './definitionMistakes.ts';
import type { DefinitionProblem } from './definitionProblem.ts';
import { laterParts } from './laterParts.ts';
import { recordedAnswer } from './recordedAnswer.ts';

export type CheckedDefinition =
  { ok: true; definition: ProviderDefinition } | { ok: false; problems: DefinitionProblem[] };

const maxTextLength = 200_000;

/** Reads a definition from YAML or JSON text and checks it. Problems of the text name their line. */
export function readDefinition(text: string): CheckedDefinition {
  if (text.length > maxTextLength) return problem(`is longer than ${maxTextLength} characters`);
  const document = parseDocument(text, { prettyErrors: true });
  const [fault] = document.errors;
  if (fault !== undefined) return problem(`is not readable YAML or JSON: ${fault.message.split('\n')[0] ?? ''}`);
  try {
    // An alias may stand for its anchor (`answer: *same`), but not multiply.
    return checkDefinition(document.toJS({ maxAliasCount: 20 }));
  } catch {
    return problem('contains too many aliases (*name)');
  }
}

const problem = (message: string): CheckedDefinition => ({ ok: false, problems: [{ pointer: '', message }] });

/** Checks a definition: all problems at once, each with its place. */
export function checkDefinition(input: unknown): CheckedDefinition {
  const later = laterParts(input);
  if (later.length > 0) return { ok: false, problems: later };
  const parsed = providerDefinitionSchema.safeParse(input, { error: issueMessage });
  if (parsed.success) {
    const mistakes = definitionMistakes(parsed.data);
    return mistakes.length > 0 ? { ok: false, problems: mistakes } : { ok: true, definition: parsed.data };
  }
  const problems = parsed.error.issues.map(({ path, message }) => ({ pointer: pointerOf(path), message }));
  return { ok: false, problems };
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export interface ExampleResult {
  name: string;
  ok: boolean;
  want: DefinitionExample['want'];
  got: DefinitionExample['want'];
}

/** Runs a definition's examples without a network: builds the request and reads the recorded answer. */
export function runExamples(definition: ProviderDefinition): ExampleResult[] {
  return definition.examples.map((example) => {
    const got = resultOf(definition, example);
    const { want } = example;
    const ok =
      want.outcome === got.outcome &&
      (want.phone ?? got.phone) === got.phone &&
      (want.type ?? got.type) === got.type &&
      (want.credits === undefined || want.credits === got.credits);
    return { name: example.name, ok, want, got };
  });
}

/**
 * The rule for saving a definition: its own examples have the outcome that they want, or a person accepts that they don't.
 * @returns the examples that fail
 */
export const failedExamples = (definition: ProviderDefinition): ExampleResult[] =>
  runExamples(definition).filter(({ ok }) => !ok);

function resultOf(definition: ProviderDefinition, { lead, got }: DefinitionExample): DefinitionExample['want'] {
  const placeholders = (names: readonly { name: string }[]) =>
    Object.fromEntries(names.map(({ name }) => [name, 'example']));
  const built = buildRequest(definition, {
    lead,
    settings: placeholders(definition.settings),
    secrets: placeholders(definition.secrets),
    accessToken: 'example',
    ref: 'example',
  });
  const [answer] = got;
  if (!built.ok || answer === undefined) return { outcome: 'bad_input', credits: 0 };
  const reading = classifyAnswer(definition, recordedAnswer(answer), lead.countryCode ?? null);
  const [chosen] = reading.outcome === 'found' ? reading.numbers : [];
  return {
    outcome: reading.outcome,
    ...(chosen === undefined ? {} : { phone: chosen.phone.e164, type: chosen.kind }),
    credits: reading.credits,
  };
}
