import { type ProviderDefinition, providerBounds } from '@tinygenesy/contract';
import { callFailure } from '../askOverHttp.ts';
import { fitsHeader } from '../http.ts';
import type { AskOptions, PhoneProvider, ProviderAnswer, ProviderDefaults, ProviderFault } from '../provider.ts';
import { accessTokens } from './accessTokens.ts';
import { alternativesInWords, buildRequest, type LeadValues } from './buildRequest.ts';
import { classifyAnswer, type DeclaredReading, type RawAnswer } from './classifyAnswer.ts';
import { foundPhone } from './foundPhone.ts';
import { leadValues } from './leadValues.ts';
import { playedBy, sandboxAnswer } from './sandboxAnswer.ts';
import { askBalance } from './askBalance.ts';
import { sendAuthorized, type Source } from './sendAuthorized.ts';
import { durationMs, type StoredDefinition, waitMs } from './sendDeclared.ts';

/** Builds a provider from a definition. It is the same to the waterfall, the limiter and the ledger as coded ones. */
export function declaredProvider(stored: StoredDefinition): PhoneProvider {
  const { definition, version, settings } = stored;
  const { auth } = definition;
  const source: Source = { ...stored, tokens: 'oauth2' in auth ? accessTokens(stored, auth.oauth2) : null };
  return {
    id: definition.id,
    definitionVersion: version,
    reserveCredits: definition.price.reserve,
    repeatFreeForMs: definition.repeatFreeFor === undefined ? null : durationMs(definition.repeatFreeFor),
    askBalance: definition.balance === undefined ? null : (options) => askBalance(source, options),
    name: definition.name,
    secrets: definition.secrets,
    settings: definition.settings.map((setting) => ({ ...setting, value: settings[setting.name] || null })),
    needs: [alternativesInWords(definition).join(', or ')],
    defaults: {
      position: 1,
      enabled: false,
      ...limitsOf(definition),
      timeoutMs: definition.timeoutS * 1_000,
      priceMicros: 0,
      charge: chargesForMisses(definition) ? 'call' : 'found',
    },
    live: { url: '', apiKey: '' },
    input(lead) {
      // A setting that is not entered yet is no lack of the lead.
      const parts = { settings: withPlaceholders(definition, settings), secrets: {}, ref: '' };
      const built = buildRequest(definition, { lead: leadValues(lead), ...parts });
      return built.ok ? { ok: true, input: sentValues(built.input) } : built;
    },
    ask: (input, options) => ask(source, input, options),
  };
}

const sentValues = (input: LeadValues): Record<string, string> =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, value]));

/**
 * Returns the limits as the definition states them. Without a window of a second, calls are spread over the tightest
 * window; without windows, one call a second.
 */
function limitsOf({
  limits,
}: ProviderDefinition): Pick<ProviderDefaults, 'ratePerSecond' | 'windows' | 'maxConcurrent'> {
  const ofASecond = limits.windows.flatMap(([calls, seconds]) => (seconds === 1 ? [calls] : []));
  const rates = ofASecond.length > 0 ? ofASecond : limits.windows.map(([calls, seconds]) => Math.ceil(calls / seconds));
  return {
    ratePerSecond: rates.length === 0 ? 1 : Math.min(...rates, providerBounds.ratePerSecond.max),
    windows: limits.windows.filter(([, seconds]) => seconds > 1),
    maxConcurrent: limits.concurrent,
  };
}

const chargesForMisses = ({ price }: ProviderDefinition): boolean =>
  price.cases.some(({ when, credits }) => when !== 'found' && (credits ?? 0) > 0);

async function ask(
  source: Source,
  input: Readonly<Record<string, string>>,
  options: AskOptions,
): Promise<ProviderAnswer> {
  const { definition } = source;
  const { settings } = source;
  const { secrets = {}, countryCode = null, isSandbox = false } = options;
  // The sandbox needs no key, but it shows a missing setting as the real provider would.
  const missing =
    (isSandbox ? undefined : definition.secrets.find(({ name }) => !secrets[name])) ??
    definition.settings.find(({ name }) => !settings[name]);
  if (missing !== undefined) {
    const text = `${definition.name} has no ${missing.label}. Enter it on the provider’s card`;
    return failure({ code: 'no_secret', text }, { fault: 'bad_key' });
  }
  const parts = { lead: input, settings, secrets, ref: crypto.randomUUID() };
  const built = buildRequest(definition, parts);
  if (!built.ok) return failure({ code: 'bad_input', text: built.reason.text }, { fault: 'bad_input' });
  const unsendable = unsendableHeaders(definition, built.request.headers);
  if (unsendable.ofAuth && !isSandbox) {
    const text = `The key of ${definition.name} has characters that can’t be sent. Enter it again`;
    return failure({ code: 'bad_key', text }, { fault: 'bad_key', priceShare: 0 });
  }
  if (unsendable.ofLead !== undefined) {
    const text = `A value has characters that can’t be sent in the header ${unsendable.ofLead}. ${definition.name} was not called`;
    return failure({ code: 'bad_input', text }, { fault: 'bad_input', priceShare: 0 });
  }
  const sent = await sendAuthorized(
    source,
    (accessToken) => {
      const authorized = buildRequest(definition, { ...parts, accessToken });
      const { request } = authorized.ok ? authorized : built;
      return isSandbox ? playedBy(request, options.url, sandboxAnswer(definition, input)) : request;
    },
    options,
  );
  if (sent.kind === 'token_refused') return sent;
  if (sent.kind === 'unsent') return sent.answer;
  const { result, accessToken } = sent;
  if (result.kind !== 'response') return callFailure(definition.name, definition.maxBytes, result);
  options.onResponse?.({ ...result, body: withoutToken(result.body, accessToken) });
  return answerOf(definition, result, classifyAnswer(definition, result, countryCode));
}

/**
 * Finds headers with characters that none can have, such as a key that was pasted with a typographic quote, or a name in
 * other letters.
 */
function unsendableHeaders(
  { auth }: ProviderDefinition,
  headers: Readonly<Record<string, string>>,
): { ofAuth: boolean; ofLead: string | undefined } {
  const names = Object.keys(headers).filter((name) => !fitsHeader(headers[name] ?? ''));
  const ofAuth = new Set([auth].flat().flatMap((one) => ('header' in one ? [one.header.toLowerCase()] : [])));
  return { ofAuth: names.some((name) => ofAuth.has(name)), ofLead: names.find((name) => !ofAuth.has(name)) };
}

/** Fills settings that are not entered, to tell which fields of a lead a call would send. Never sent. */
const withPlaceholders = ({ settings }: ProviderDefinition, entered: StoredDefinition['settings']) =>
  Object.fromEntries(settings.map(({ name }) => [name, entered[name] || name]));

/** Masks an access token that an answer repeats. */
const withoutToken = (body: string, token: string | null): string =>
  token === null ? body : body.replaceAll(token, '***');

function answerOf(definition: ProviderDefinition, raw: RawAnswer, reading: DeclaredReading): ProviderAnswer {
  const { outcome, reason, numbers, credits, waitAt } = reading;
  const httpStatus = raw.status;
  const { reserve } = definition.price;
  const priceShare = credits === null ? null : reserve === 0 ? 0 : credits / reserve;
  const phone = foundPhone(numbers);
  if (outcome === 'found' && phone !== null) return { kind: 'found', phone, httpStatus, priceShare };
  if (outcome === 'not_found' || outcome === 'opted_out') return { kind: 'not_found', reason, httpStatus, priceShare };
  if (outcome === 'rate_limited') return { kind: 'rate_limited', retryAfterMs: waitMs(definition, raw, waitAt) };
  const { code, text } = reason ?? { code: 'unexpected_answer', text: `${definition.name}’s answer is not understood` };
  return failure(
    { code: errorCodes[code] ?? 'unexpected_answer', text },
    {
      httpStatus,
      priceShare,
      retryable: outcome === 'retry',
      uncertain: credits === null,
      fault: faults[outcome] ?? null,
    },
  );
}

type ErrorAnswer = Extract<ProviderAnswer, { kind: 'error' }>;

const faults: Readonly<Record<string, ProviderFault>> = {
  bad_key: 'bad_key',
  no_access: 'no_access',
  out_of_credits: 'out_of_credits',
  bad_input: 'bad_input',
};

const errorCodes: Readonly<Record<string, ErrorAnswer['reason']['code']>> = {
  ...faults,
  masked: 'masked',
  not_json: 'not_json',
  retry: 'server_error',
};

const failure = (reason: ErrorAnswer['reason'], parts: Partial<ErrorAnswer>): ErrorAnswer => ({
  kind: 'error',
  httpStatus: null,
  retryable: false,
  uncertain: false,
  fault: null,
  ...parts,
  reason,
});
