import type { DefinitionCheck, DefinitionChecked, Lead, ProviderDefinition } from '@tinygenesy/contract';
import { buildRequest, type DeclaredRequest } from './buildRequest.ts';
import { classifyAnswer } from './classifyAnswer.ts';
import { checkDefinition, readDefinition, runExamples } from './checkDefinition.ts';
import { recordedAnswer } from './recordedAnswer.ts';
import { leadValues } from './leadValues.ts';

const mask = '***';

/**
 * Checks a definition, runs its examples, builds the request for a lead and reads an answer. Calls no provider.
 * @param lead the lead of the request; null: no request is built
 */
export function checkWithLead({ definition: given, answer }: DefinitionCheck, lead: Lead | null): DefinitionChecked {
  const checked = typeof given === 'string' ? readDefinition(given) : checkDefinition(given);
  if (!checked.ok) return { problems: checked.problems, request: null, missing: null, examples: [], reading: null };
  const { definition } = checked;
  return {
    problems: [],
    ...(lead === null ? { request: null, missing: null } : requestFor(definition, lead)),
    examples: runExamples(definition),
    reading: answer === undefined ? null : readingOf(definition, answer, lead?.countryCode ?? null),
  };
}

function requestFor(definition: ProviderDefinition, lead: Lead): Pick<DefinitionChecked, 'request' | 'missing'> {
  const named = (entries: readonly { name: string }[], value: (name: string) => string) =>
    Object.fromEntries(entries.map(({ name }) => [name, value(name)]));
  const built = buildRequest(definition, {
    lead: leadValues(lead),
    settings: named(definition.settings, (name) => name),
    secrets: named(definition.secrets, () => mask),
    accessToken: mask,
    ref: 'ref',
  });
  if (!built.ok) return { request: null, missing: built.reason };
  return { request: { ...masked(definition, built.request), sent: sentFields(built.input) }, missing: null };
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
): DefinitionChecked['reading'] {
  const raw = recordedAnswer({ status, headers, body: body ?? null });
  const { outcome, reason, numbers, credits } = classifyAnswer(definition, raw, countryCode);
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
  };
}
