import { outcomeInWords, type DefinitionExample, type ProviderDefinition } from '@tinygenesy/contract';
import { buildRequest } from './buildRequest.ts';
import { explainAnswer } from './explainAnswer.ts';
import { recordedAnswer } from './recordedAnswer.ts';

type Wanted = DefinitionExample['want'];

export interface ExampleResult {
  name: string;
  ok: boolean;
  want: Wanted;
  got: Wanted;
  /** What differs and why, such as "expected found, got not found with 0 credits: …"; null when nothing differs. */
  difference: string | null;
}

/** Runs a definition's examples without a network: builds the request and reads the recorded answer. */
export function runExamples(definition: ProviderDefinition): ExampleResult[] {
  return definition.examples.map((example) => {
    const { got, outcomeWhy, costWhy } = resultOf(definition, example);
    const { name, want } = example;
    const isRead = want.outcome === got.outcome && (want.phone ?? got.phone) === got.phone;
    const isCost = want.credits === undefined || want.credits === got.credits;
    const ok = isRead && isCost && (want.type ?? got.type) === got.type;
    const why = [isRead ? null : outcomeWhy, isCost ? null : costWhy].filter((one) => one !== null).join('; ');
    const differs = `expected ${outcomeInWords(want)}, got ${outcomeInWords(got)}`;
    return { name, ok, want, got, difference: ok ? null : why === '' ? differs : `${differs}: ${why}` };
  });
}

/**
 * The rule for saving a definition: its own examples have the outcome that they want, or a person accepts that they don't.
 * @returns the examples that fail
 */
export const failedExamples = (definition: ProviderDefinition): ExampleResult[] =>
  runExamples(definition).filter(({ ok }) => !ok);

interface Result {
  got: Wanted;
  outcomeWhy: string | null;
  costWhy: string | null;
}

function resultOf(definition: ProviderDefinition, { lead, got }: DefinitionExample): Result {
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
  if (!built.ok || answer === undefined) {
    const needs = built.ok ? '' : built.reason.text.replace(/^Needs/u, 'needs');
    return { got: { outcome: 'bad_input', credits: 0 }, outcomeWhy: `the example’s lead ${needs}`, costWhy: null };
  }
  const { reading, outcomeWhy, costWhy } = explainAnswer(definition, recordedAnswer(answer), lead.countryCode ?? null);
  const [chosen] = reading.outcome === 'found' ? reading.numbers : [];
  return {
    got: {
      outcome: reading.outcome,
      ...(chosen === undefined ? {} : { phone: chosen.phone.e164, type: chosen.kind }),
      credits: reading.credits,
    },
    outcomeWhy,
    costWhy,
  };
}
