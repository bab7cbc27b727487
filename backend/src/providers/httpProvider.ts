import type { z } from 'zod';
import type { LookupLead } from '../leads/leadInput.ts';
import type { PhoneResult } from '../phones/phone.ts';
import { askOverHttp, type ProviderCall } from './askOverHttp.ts';
import type { PhoneProvider, ProviderInput } from './provider.ts';

/** The parts of a provider that differ between providers. */
export interface HttpProvider<Answer> extends Pick<PhoneProvider, 'id' | 'name' | 'defaults' | 'live'> {
  /** The fields to send, by the provider's names. */
  fields: Readonly<Record<string, SentField>>;
  /** The header or the query parameter that holds the key. */
  credentials: (apiKey: string) => Pick<ProviderCall<Answer>, 'headers' | 'query'>;
  /** The schema of the provider's answer. An answer that does not fit is an error, never a miss. */
  schema: z.ZodType<Answer>;
  /** Returns the number in an answer; null when the answer has none. */
  phoneIn: (answer: Answer, countryCode: string | null) => PhoneResult | null;
}

interface SentField {
  /** The display name with its article ("a job title"). */
  label: string;
  /** Returns the normalized value; null when the lead has none. */
  valueOf: (lead: LookupLead) => string | null;
}

/** Builds a provider that gets one POST with JSON per call. */
export function httpProvider<Answer>(provider: HttpProvider<Answer>): PhoneProvider {
  const { id, name, defaults, live, fields, credentials, schema, phoneIn } = provider;
  return {
    id,
    definitionVersion: null,
    reserveCredits: null,
    repeatFreeForMs: null,
    askBalance: null,
    secrets: [{ name: 'key', label: 'API key' }],
    settings: [],
    name,
    defaults,
    live,
    needs: Object.values(fields).map(({ label }) => label),
    input: (lead) => inputOf(fields, lead),
    ask: (body, options) =>
      askOverHttp(
        {
          name,
          ...credentials(options.apiKey),
          body,
          schema,
          phoneIn: (answer) => phoneIn(answer, options.countryCode ?? null),
        },
        options,
      ),
  };
}

function inputOf(fields: HttpProvider<never>['fields'], lead: LookupLead): ProviderInput {
  const parts = Object.entries(fields).map(([key, { label, valueOf }]) => ({ key, label, value: valueOf(lead) }));
  const missing = parts.flatMap(({ label, value }) => (value === null ? [label] : []));
  if (missing.length > 0) {
    return { ok: false, missing, reason: { code: 'missing_input', text: `Needs ${missing.join(' and ')}` } };
  }
  return { ok: true, input: Object.fromEntries(parts.map(({ key, value }) => [key, value ?? ''])) };
}
