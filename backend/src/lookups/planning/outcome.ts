import type { LookupOutcome, ProviderResult } from './types.ts';

/**
 * Derives the lead's status after a lookup from the result of every enabled provider.
 * @param results one per enabled provider, in the order of the waterfall
 * @param nameOf returns a provider's display name
 */
export function outcomeOf(results: readonly ProviderResult[], nameOf: (provider: string) => string): LookupOutcome {
  const found = results.find((result) => result.state === 'found');
  if (found) {
    const { state: _found, ...foundBy } = found;
    return { status: 'found', foundBy, reason: null, failed: [] };
  }
  const failed = results
    .filter((result) => result.state === 'error' || result.state === 'passed')
    .map(({ provider, reason }) => ({ provider, reason }));
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
    return without('skipped', { code: 'missing_input', provider: null, text: 'Needs an email or a company website' });
  }

  const answered = results.filter((result) => result.state === 'not_found');
  if (failed.length === 0) {
    return without(
      'no_data',
      skipped.length === 0
        ? null
        : {
            code: 'not_all_asked',
            provider: null,
            text: `Not asked: ${skipped.map(({ provider, reason }) => `${nameOf(provider)} (${lowerFirst(reason.text)})`).join(', ')}`,
          },
    );
  }
  const status = answered.length > 0 ? 'incomplete' : 'error';
  const named = (state: ProviderResult['state']): string =>
    results.flatMap((result) => (result.state === state ? nameOf(result.provider) : [])).join(', ');
  const causes = [
    ...(named('error') === '' ? [] : [`${named('error')} failed`]),
    ...(named('passed') === '' ? [] : [`not asked: ${named('passed')}`]),
  ];
  const [first] = failed;
  return without(
    status,
    first === undefined
      ? null
      : {
          code: first.reason.code,
          provider: first.provider,
          text: status === 'incomplete' ? `Not found, ${causes.join(', ')}` : first.reason.text,
        },
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
