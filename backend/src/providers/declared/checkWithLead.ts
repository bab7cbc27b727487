import { labelsInWords } from '@tinygenesy/contract';
import type { DefinitionCheck, DefinitionChecked, Lead, ProviderDefinition } from '@tinygenesy/contract';
import { buildRequest, type DeclaredRequest } from './buildRequest.ts';
import { classifyAnswer } from './classifyAnswer.ts';
import { checkDefinition, readDefinition } from './checkDefinition.ts';
import { definitionHints } from './definitionHints.ts';
import { runExamples } from './runExamples.ts';
import { leadValues } from './leadValues.ts';
import { parseLossless } from './parseLossless.ts';
import { readingSteps } from './readingSteps.ts';
import { recordedAnswer } from './recordedAnswer.ts';
import { withExample } from './withExample.ts';

const mask = '***';

/**
 * Checks a definition, runs its examples, builds the request for a lead and reads an answer. Calls no provider.
 * @param lead the lead of the request; null: no request is built
 * @param enteredFor returns the entered settings of the provider with an id
 */
export async function checkWithLead(
  { definition: given, answer, settings }: DefinitionCheck,
  lead: Lead | null,
  enteredFor: (id: string) => Promise<Readonly<Record<string, string>>>,
): Promise<DefinitionChecked> {
  const checked = typeof given === 'string' ? readDefinition(given) : checkDefinition(given);
  if (!checked.ok)
    return { problems: checked.problems, hints: [], request: null, missing: null, examples: [], reading: null };
  const { definition } = checked;
  return {
    problems: [],
    hints: definitionHints(definition),
    ...(lead === null
      ? { request: null, missing: null }
      : requestFor(definition, lead, { ...(await enteredFor(definition.id)), ...settings })),
    examples: runExamples(definition),
    reading:
      answer === undefined
        ? null
        : readingOf(definition, answer, lead?.countryCode ?? null, typeof given === 'string' ? given : null),
  };
}

function requestFor(
  definition: ProviderDefinition,
  lead: Lead,
  settings: Readonly<Record<string, string>>,
): Pick<DefinitionChecked, 'request' | 'missing'> {
  const blank = definition.settings.filter(({ name }) => !settings[name]);
  if (blank.length > 0) return { request: null, missing: { code: 'no_setting', text: settingsWords(blank) } };
  const built = buildRequest(definition, {
    lead: leadValues(lead),
    settings,
    secrets: Object.fromEntries(definition.secrets.map(({ name }) => [name, mask])),
    accessToken: mask,
    ref: 'ref',
  });
  if (!built.ok) return { request: null, missing: built.reason };
  return { request: { ...masked(definition, built.request), sent: sentFields(built.input) }, missing: null };
}

function settingsWords(blank: ProviderDefinition['settings']): string {
  const it = blank.length === 1 ? 'it' : 'them';
  const example = JSON.stringify({ settings: Object.fromEntries(blank.map(({ name }) => [name, '…'])) });
  return `Needs ${labelsInWords(blank.map(({ label }) => label))}. Enter ${it} on the provider’s card under Providers after you added it, or send ${it} with the check: ${example}`;
}

const sentFields = (input: object) => Object.keys(input) as NonNullable<DefinitionChecked['request']>['sent'];

/** Basic authentication encodes its parts, so that the mask would not show. */
function masked({ auth }: ProviderDefinition, request: DeclaredRequest): DeclaredRequest {
  return 'basic' in auth ? { ...request, headers: { ...request.headers, authorization: `Basic ${mask}` } } : request;
}

function readingOf(
  definition: ProviderDefinition,
  { status, headers, body }: NonNullable<DefinitionCheck['answer']>,
  countryCode: string | null,
  text: string | null,
): DefinitionChecked['reading'] {
  const raw = recordedAnswer({ status, headers, body: body ?? null });
  const reading = classifyAnswer(definition, raw, countryCode);
  const { outcome, reason, numbers, credits } = reading;
  return {
    outcome,
    reason,
    numbers: numbers.map(({ phone, kind, doNotCall }) => ({
      number: phone.e164,
      extension: phone.extension,
      type: kind,
      doNotCall,
      unusual: phone.unusual,
    })),
    credits,
    steps: readingSteps(definition, reading, parseLossless(raw.body)),
    withExample: text === null ? null : withExample(text, definition, raw, reading, countryCode),
  };
}
