import type { Reason, StopAt } from '@tinygenesy/contract';
import { endsLookup, lineTypeName, mobileRank } from './lineType.ts';
import type { FoundBy, LookupOutcome, ProviderResult } from './types.ts';

/** What the requests of a lookup ask for. */
export interface OutcomeRule {
  stopAt: StopAt;
  /** The lead has a number that only a mobile number may replace. */
  keepsNumber: boolean;
}

const anyNumber: OutcomeRule = { stopAt: 'any', keepsNumber: false };

type FoundResult = Extract<ProviderResult, { state: 'found' }>;

/**
 * Derives the lead's status after a lookup from the result of every enabled provider.
 * @param results one per enabled provider, in the order of the waterfall
 * @param nameOf returns a provider's display name
 */
export function outcomeOf(
  results: readonly ProviderResult[],
  nameOf: (provider: string) => string,
  rule: OutcomeRule = anyNumber,
): LookupOutcome {
  const best = bestNumber(results);
  const others = foundIn(results)
    .filter((result) => result !== best)
    .map(foundByOf);
  const sought = rule.stopAt === 'mobile' && { stopAt: rule.stopAt };
  const alsoFound = { ...sought, ...(others.length > 0 && { alsoFound: others }) };
  if (best !== null && endsLookup(rule.stopAt, best.phoneType)) {
    return { status: 'found', foundBy: foundByOf(best), ...alsoFound, reason: null, failed: [] };
  }
  const fallback = best === null || rule.keepsNumber ? null : best;
  const without = withoutMobile(results, nameOf, rule);
  if (best === null) return { ...without, ...sought };
  // The fallback is not lost: it becomes the lead's number, or stands beside a number that stays.
  const kept = fallback === null ? { ...sought, alsoFound: [foundByOf(best), ...others] } : alsoFound;
  if (fallback === null || without.status === 'on_hold') {
    return { ...without, foundBy: fallback && foundByOf(fallback), ...kept };
  }
  const text = `${lineTypeName(fallback.phoneType)}; ${lowerFirst(noMobile(results, nameOf))}`;
  return {
    status: 'found',
    foundBy: foundByOf(fallback),
    ...kept,
    reason: { code: 'no_mobile', provider: fallback.provider, text },
    failed: without.failed,
  };
}

/** Returns the best number: a mobile one, else one that may be mobile; of equals the first of the waterfall. */
export function bestNumber(results: readonly ProviderResult[]): FoundResult | null {
  const ranked = foundIn(results).toSorted((a, b) => mobileRank(a.phoneType) - mobileRank(b.phoneType));
  return ranked[0] ?? null;
}

const foundIn = (results: readonly ProviderResult[]): FoundResult[] =>
  results.filter((result) => result.state === 'found');

/** Identifies the ledger line of a found number. */
export const foundByOf = ({ provider, inputHash, scope, round, attempt }: FoundResult): FoundBy => ({
  provider,
  inputHash,
  scope,
  round,
  attempt,
});

/** The outcome of a lookup that found no number, or none of the kind that was asked for. */
function withoutMobile(
  results: readonly ProviderResult[],
  nameOf: (provider: string) => string,
  { stopAt, keepsNumber }: OutcomeRule,
): LookupOutcome {
  const failed = failures(results);
  const without = (status: LookupOutcome['status'], reason: LookupOutcome['reason']): LookupOutcome => ({
    status,
    foundBy: null,
    reason,
    failed,
  });

  if (results.length === 0) {
    return without('skipped', { code: 'no_providers', provider: null, text: 'No provider is switched on' });
  }
  const blocked = results.find((result) => result.state === 'not_usable');
  if (blocked) {
    return without('on_hold', { code: blocked.reason.code, provider: blocked.provider, text: blocked.reason.text });
  }
  const skipped = results.filter((result) => result.state === 'skipped');
  if (skipped.length === results.length) {
    if (skipped.every(({ reason }) => reason.code === 'no_secret')) {
      return without('skipped', { code: 'no_secret', provider: null, text: 'No provider that is on has a key' });
    }
    if (skipped.every(({ reason }) => ['no_secret', 'no_setting'].includes(reason.code))) {
      const text = 'No provider that is on has its key and settings';
      return without('skipped', { code: 'no_setting', provider: null, text });
    }
    if (skipped.every(({ reason }) => reason.code !== overLeadLimit.code)) {
      return without('skipped', { code: 'missing_input', provider: null, text: 'Needs an email or a company website' });
    }
    return without('skipped', { code: overLeadLimit.code, provider: null, text: notAsked(results, nameOf) ?? '' });
  }

  const seeksBetter = stopAt === 'mobile' && keepsNumber;
  const hasAnswer = results.some(({ state }) => state === 'not_found' || state === 'found');
  const [first] = failed;
  if (first === undefined) {
    if (seeksBetter) {
      return without('no_data', { code: 'no_mobile', provider: null, text: noMobile(results, nameOf) });
    }
    const text = notAsked(results, nameOf);
    return without('no_data', text === null ? null : { code: 'not_all_asked', provider: null, text });
  }
  const text = seeksBetter ? noMobile(results, nameOf) : ['Not found', ...causes(results, nameOf)].join(', ');
  return without(hasAnswer ? 'incomplete' : 'error', {
    code: first.reason.code,
    provider: first.provider,
    text: hasAnswer ? text : first.reason.text,
  });
}

/** The reason why a provider is not asked that costs more than what may still be spent on the lead. */
export const overLeadLimit: Reason = {
  code: 'over_lead_limit',
  text: 'Costs more than is left of the limit per lead',
};

const failures = (results: readonly ProviderResult[]): LookupOutcome['failed'] =>
  results
    .filter((result) => result.state === 'error' || result.state === 'passed')
    .map(({ provider, reason }) => ({ provider, reason }));

/** `Astra failed, not asked: Nimbus`, as the parts of a list. */
function causes(results: readonly ProviderResult[], nameOf: (provider: string) => string): string[] {
  const named = (state: ProviderResult['state']): string =>
    results.flatMap((result) => (result.state === state ? nameOf(result.provider) : [])).join(', ');
  return [
    ...(named('error') === '' ? [] : [`${named('error')} failed`]),
    ...(named('passed') === '' ? [] : [`not asked: ${named('passed')}`]),
  ];
}

/** `No mobile found, Astra failed. Not asked: Nimbus (needs an email)` */
function noMobile(results: readonly ProviderResult[], nameOf: (provider: string) => string): string {
  const text = ['No mobile found', ...causes(results, nameOf)].join(', ');
  const missed = notAsked(results, nameOf);
  return missed === null ? text : `${text}. ${missed}`;
}

/** `Not asked: Nimbus (needs an email)`; null when every provider was asked. */
function notAsked(results: readonly ProviderResult[], nameOf: (provider: string) => string): string | null {
  const skipped = results.filter((result) => result.state === 'skipped');
  if (skipped.length === 0) return null;
  return `Not asked: ${skipped.map(({ provider, reason }) => `${nameOf(provider)} (${lowerFirst(reason.text)})`).join(', ')}`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
