import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, maxAttempts, twiceLost } from './mayAsk.ts';
import { type LookupSituation, type LookupStep, nextStep } from './plan.ts';
import type { LedgerLine, LostAnswers, OpenRequest, WaterfallProvider } from './types.ts';

const nowMs = 1_000_000;

const provider = (id: string, over: Partial<WaterfallProvider> = {}): WaterfallProvider => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  priceMicros: 100,
  charge: 'found',
  timeoutMs: 3_000,
  notUsable: null,
  asksToWait: null,
  whenStopped: 'hold',
  lostAnswers: twiceLost,
  question: { kind: 'askable', inputHash: `${id}-input` },
  ...over,
});
const cannotAsk = (id: string, text = 'Needs an email'): WaterfallProvider =>
  provider(id, { question: { kind: 'missing', reason: { code: 'missing_input', text } } });
const refused = { code: 'bad_key', text: 'The key was refused' };

const line = (id: string, over: Partial<LedgerLine> = {}): LedgerLine => ({
  provider: id,
  inputHash: `${id}-input`,
  scope: 'lookup',
  round: 1,
  attempt: 1,
  state: 'settled',
  outcome: 'not_found',
  phoneType: null,
  reason: null,
  retryable: false,
  sentAtMs: nowMs,
  endedAtMs: nowMs + 1,
  ...over,
});
const found = (id: string, over: Partial<LedgerLine> = {}): LedgerLine => line(id, { outcome: 'found', ...over });
const failed = (id: string, over: Partial<LedgerLine> = {}): LedgerLine =>
  line(id, {
    state: 'failed',
    outcome: 'error',
    reason: { code: 'server_error', text: 'Failed (500)' },
    retryable: true,
    ...over,
  });
const uncertain = (id: string, over: Partial<LedgerLine> = {}): LedgerLine =>
  failed(id, { state: 'uncertain', reason: { code: 'interrupted', text: 'Interrupted' }, ...over });

const personAsks: OpenRequest = {
  id: 1,
  jobId: null,
  isActive: true,
  force: false,
  round: 0,
  sinceMs: nowMs,
  stopAt: 'any',
  leftMicros: null,
};
const jobAsks: OpenRequest = { ...personAsks, id: 2, jobId: 7 };

const waterfall = [provider('orion'), provider('astra'), provider('nimbus')];
const situation = (over: Partial<LookupSituation> = {}): LookupSituation => ({
  lead: { hasPhone: false, hasMobile: false, doNotContact: false, isSuppressed: false, round: 1 },
  requests: [personAsks],
  providers: waterfall,
  ledger: [],
  ...over,
});
const step = (over: Partial<LookupSituation> = {}): LookupStep => nextStep(situation(over));
const withLead = (over: Partial<NonNullable<LookupSituation['lead']>>): Pick<LookupSituation, 'lead'> => ({
  lead: { hasPhone: false, hasMobile: false, doNotContact: false, isSuppressed: false, round: 1, ...over },
});

describe('the next provider', () => {
  test('the first of the waterfall, with its position and its timeout', () => {
    expect(step()).toEqual({
      kind: 'ask',
      provider: 'orion',
      inputHash: 'orion-input',
      round: 1,
      step: 1,
      of: 3,
      notBeforeMs: null,
      person: true,
      fairnessKey: 'person',
      maxTries: maxAttempts,
      timeoutMs: 3_000,
    });
  });

  test('the order is that of the settings', () => {
    expect(step({ providers: waterfall.toReversed() })).toMatchObject({ provider: 'nimbus', step: 1 });
  });

  test.each([
    [[line('orion')], 'astra', 2],
    [[line('orion'), line('astra')], 'nimbus', 3],
    [[line('astra')], 'orion', 1],
    [[line('orion', { inputHash: 'of another name' })], 'orion', 1],
  ])('after %j it is %s', (ledger, next, place) => {
    expect(step({ ledger })).toMatchObject({ kind: 'ask', provider: next, step: place });
  });

  test('a provider without its input is skipped, and counted', () => {
    expect(step({ providers: [cannotAsk('orion'), provider('astra')] })).toMatchObject({
      provider: 'astra',
      step: 2,
      of: 2,
    });
  });

  test('none after a number', () => {
    expect(step({ ledger: [line('orion'), found('astra', { attempt: 2 })] })).toMatchObject({
      kind: 'finish',
      outcome: {
        status: 'found',
        foundBy: { provider: 'astra', inputHash: 'astra-input', scope: 'lookup', round: 1, attempt: 2 },
        reason: null,
        failed: [],
      },
    });
  });

  test('a number that a later provider found earlier does not skip earlier providers', () => {
    expect(step({ ledger: [found('astra')] })).toMatchObject({ kind: 'ask', provider: 'orion' });
  });

  test('reserved, sent and released lines are no answer', () => {
    for (const state of ['reserved', 'sent', 'released'] as const) {
      expect(step({ ledger: [line('orion', { state, outcome: null })] })).toMatchObject({
        provider: 'orion',
        maxTries: 3,
      });
    }
  });
});

describe('requests', () => {
  test('a person’s request has priority and its own fairness key', () => {
    expect(step({ requests: [jobAsks, { ...personAsks, id: 3 }] })).toMatchObject({
      person: true,
      fairnessKey: 'person',
    });
  });

  test('a job’s request is bulk, with its own fairness key', () => {
    expect(step({ requests: [jobAsks] })).toMatchObject({ person: false, fairnessKey: 'job-7' });
  });

  test('of two jobs the fairness key of the oldest active request is used', () => {
    const paused = { ...jobAsks, isActive: false };
    expect(step({ requests: [paused, { ...jobAsks, id: 3, jobId: 8 }] })).toMatchObject({ fairnessKey: 'job-8' });
    expect(step({ requests: [jobAsks, { ...jobAsks, id: 3, jobId: 8 }] })).toMatchObject({ fairnessKey: 'job-7' });
  });

  test('only paused jobs: no provider is asked, and nothing is settled', () => {
    expect(step({ requests: [{ ...jobAsks, isActive: false }] })).toEqual({ kind: 'leave' });
  });

  test('a paused job still gets the answers in the ledger', () => {
    const requests = [{ ...jobAsks, isActive: false }];
    expect(step({ requests, ledger: [found('orion')] })).toMatchObject({ outcome: { status: 'found' } });
    expect(step({ requests, ledger: waterfall.map(({ id }) => line(id)) })).toMatchObject({
      outcome: { status: 'no_data' },
    });
  });

  test('no request: the lead stays as it is', () => {
    expect(step({ requests: [] })).toEqual({ kind: 'leave' });
    expect(step({ requests: [], ledger: waterfall.map(({ id }) => line(id)) })).toEqual({ kind: 'leave' });
    expect(step({ requests: [], ...withLead({ hasPhone: true }) })).toEqual({ kind: 'leave' });
    expect(step({ requests: [], ...withLead({ doNotContact: true }) })).toEqual({ kind: 'leave' });
  });

  test('a number that is found after the last request ended is saved', () => {
    expect(step({ requests: [], ledger: [found('orion')] })).toMatchObject({ outcome: { status: 'found' } });
  });
});

describe('leads that are not looked up', () => {
  test.each([
    ['deleted', { lead: null }, 'cancelled', 'lead_deleted'],
    ['marked do-not-contact', withLead({ doNotContact: true }), 'skipped', 'do_not_contact'],
    ['with a number', withLead({ hasPhone: true }), 'skipped', 'has_phone'],
  ] as const)('%s', (_what, over, status, code) => {
    expect(step({ ...over, ledger: [failed('orion')] })).toMatchObject({
      kind: 'finish',
      outcome: { status, foundBy: null, reason: { code, provider: null }, failed: [] },
    });
  });

  test('do-not-contact applies to forced requests too', () => {
    const requests = [{ ...personAsks, force: true, round: 2 }];
    expect(step({ ...withLead({ doNotContact: true, round: 2 }), requests })).toMatchObject({
      outcome: { reason: { code: 'do_not_contact' } },
    });
  });

  test('no provider is on, or none can be asked: skipped', () => {
    expect(step({ providers: [] })).toMatchObject({ outcome: { status: 'skipped', reason: { code: 'no_providers' } } });
    expect(step({ providers: [cannotAsk('orion'), cannotAsk('astra')] })).toMatchObject({
      outcome: { status: 'skipped', reason: { code: 'missing_input' } },
    });
  });
});

describe('saved answers', () => {
  test('a settled answer of an earlier round is reused', () => {
    const lead = withLead({ round: 3 });
    expect(step({ ...lead, ledger: [found('orion')] })).toMatchObject({
      outcome: { status: 'found', foundBy: { provider: 'orion', round: 1 } },
    });
    expect(step({ ...lead, ledger: [line('orion')] })).toMatchObject({ provider: 'astra', round: 3 });
  });

  test('the latest answer counts', () => {
    const ledger = [found('orion'), line('orion', { round: 2 })];
    expect(step({ ...withLead({ round: 2 }), ledger })).toMatchObject({ kind: 'ask', provider: 'astra' });
  });

  test('are reused also if the provider is not usable now', () => {
    const providers = [provider('orion', { notUsable: refused })];
    expect(step({ providers, ledger: [found('orion')] })).toMatchObject({ outcome: { status: 'found' } });
    expect(step({ providers, ledger: [line('orion')] })).toMatchObject({ outcome: { status: 'no_data' } });
  });
});

describe('force', () => {
  const forced: OpenRequest = { ...personAsks, force: true, round: 2 };

  test('calls again in its own round, also for a lead with a number', () => {
    expect(
      step({ ...withLead({ hasPhone: true, round: 2 }), requests: [forced], ledger: [found('orion')] }),
    ).toMatchObject({ kind: 'ask', provider: 'orion', round: 2 });
  });

  test('reuses the answers of its round', () => {
    const ledger = [found('orion'), line('orion', { round: 2 }), found('astra', { round: 2 })];
    expect(step({ ...withLead({ round: 2 }), requests: [forced], ledger })).toMatchObject({
      outcome: { status: 'found', foundBy: { provider: 'astra', round: 2 } },
    });
  });

  test('a request that does not force joins the forced round', () => {
    expect(step({ ...withLead({ round: 2 }), requests: [personAsks, forced], ledger: [found('orion')] })).toMatchObject(
      { kind: 'ask', provider: 'orion', round: 2 },
    );
  });

  test('of two forced requests the newer round counts', () => {
    const requests = [forced, { ...forced, id: 3, round: 3 }];
    const ledger = [line('orion', { round: 2 })];
    expect(step({ ...withLead({ round: 3 }), requests, ledger })).toMatchObject({ provider: 'orion', round: 3 });
  });
});

describe('tries', () => {
  test('count down, with a pause that doubles', () => {
    const one = [failed('orion')];
    const two = [...one, failed('orion', { attempt: 2, endedAtMs: nowMs + 2_000 })];
    expect(step({ ledger: one })).toMatchObject({ provider: 'orion', maxTries: 2, notBeforeMs: nowMs + 1 + 1_000 });
    expect(step({ ledger: two })).toMatchObject({ provider: 'orion', maxTries: 1, notBeforeMs: nowMs + 2_000 + 2_000 });
    expect([1, 2, 3].map(backoffMs)).toEqual([1_000, 2_000, 4_000]);
  });

  test('after three the provider has failed, and the next is asked', () => {
    const ledger = [1, 2, 3].map((attempt) => failed('orion', { attempt }));
    expect(step({ ledger })).toMatchObject({ provider: 'astra' });
    expect(step({ ledger: [...ledger, line('astra'), line('nimbus')] })).toMatchObject({
      outcome: { status: 'incomplete', failed: [{ provider: 'orion', reason: { code: 'server_error' } }] },
    });
  });

  test('an error that a repeat cannot fix fails at once', () => {
    const ledger = [failed('orion', { retryable: false, reason: { code: 'bad_input', text: 'Refused (400)' } })];
    expect(step({ ledger })).toMatchObject({ provider: 'astra' });
  });

  test('a retry resets the tries, and asks only providers that failed', () => {
    const before = nowMs - 1;
    const ledger = [
      ...[1, 2, 3].map((attempt) => failed('orion', { attempt, endedAtMs: before })),
      line('astra', { endedAtMs: before }),
      line('nimbus', { endedAtMs: before }),
    ];
    expect(step({ ledger })).toMatchObject({ provider: 'orion', maxTries: 3, notBeforeMs: null });
    expect(step({ ledger: [...ledger, line('orion', { attempt: 4 })] })).toMatchObject({
      outcome: { status: 'no_data' },
    });
  });

  test('count from the oldest open request: a joining request does not reset them', () => {
    const ledger = [1, 2, 3].map((attempt) => failed('orion', { attempt, endedAtMs: nowMs }));
    const later = { ...personAsks, id: 9, sinceMs: nowMs + 5_000 };
    expect(step({ ledger, requests: [later] })).toMatchObject({ provider: 'orion' });
    expect(step({ ledger, requests: [jobAsks, later] })).toMatchObject({ provider: 'astra' });
  });

  test('tries of another input do not count', () => {
    const ledger = [1, 2, 3].map((attempt) => failed('orion', { attempt, inputHash: 'before the edit' }));
    expect(step({ ledger })).toMatchObject({ provider: 'orion', maxTries: 3 });
  });
});

describe('calls of unknown outcome', () => {
  test('are repeated once', () => {
    // One try is all that the engine gets: the repeat of the repeat would be its third booking.
    expect(step({ ledger: [uncertain('orion')] })).toMatchObject({ provider: 'orion', maxTries: 1 });
    expect(step({ ledger: [uncertain('orion'), uncertain('orion', { attempt: 2 })] })).toMatchObject({
      provider: 'astra',
    });
  });

  test('are not repeated more often by a later request, except in a new round', () => {
    const old = { endedAtMs: nowMs - 10 };
    const ledger = [uncertain('orion', old), uncertain('orion', { attempt: 2, ...old })];
    expect(step({ ledger })).toMatchObject({ provider: 'astra' });
    expect(
      step({ ...withLead({ round: 2 }), requests: [{ ...personAsks, force: true, round: 2 }], ledger }),
    ).toMatchObject({ provider: 'orion', round: 2 });
  });

  describe('of a provider as data', () => {
    const data = (lostAnswers: LostAnswers) => [provider('orion', { lostAnswers }), provider('astra')];
    const never = { most: 1, freeSinceMs: null };
    const free = { most: 1, freeSinceMs: nowMs - 90 };

    test('is not asked for again, because each call may be charged', () => {
      expect(step({ providers: data(never), ledger: [uncertain('orion')] })).toMatchObject({ provider: 'astra' });
      expect(step({ providers: data(never), ledger: [failed('orion')] })).toMatchObject({ provider: 'orion' });
    });

    test('is asked for again while the provider repeats for free, as often as any other call', () => {
      const providers = data(free);
      const lost = (attempt: number, ageMs: number) => uncertain('orion', { attempt, sentAtMs: nowMs - ageMs });
      expect(step({ providers, ledger: [lost(1, 89)] })).toMatchObject({ provider: 'orion', maxTries: 2 });
      expect(step({ providers, ledger: [lost(1, 89), lost(2, 50), lost(3, 1)] })).toMatchObject({ provider: 'astra' });
      expect(step({ providers, ledger: [lost(1, 90)] })).toMatchObject({ provider: 'astra' });
      expect(step({ providers, ledger: [uncertain('orion', { sentAtMs: null })] })).toMatchObject({
        provider: 'astra',
      });
    });
  });

  test('end as an error with their reason', () => {
    const ledger = [uncertain('orion'), uncertain('orion', { attempt: 2 })];
    expect(step({ providers: [provider('orion')], ledger })).toMatchObject({
      outcome: { status: 'error', reason: { code: 'interrupted' } },
    });
  });

  test('a late answer replaces the unknown outcome', () => {
    expect(step({ ledger: [found('orion'), uncertain('orion', { attempt: 2 })] })).toMatchObject({
      outcome: { status: 'found', foundBy: { attempt: 1 } },
    });
  });
});

describe('test calls', () => {
  const test1 = { scope: 'test' } as const;

  test('count as no tries, and their failure is not the lookup’s', () => {
    const ledger = [failed('orion', test1), failed('orion', { ...test1, attempt: 2, retryable: false })];
    expect(step({ ledger })).toMatchObject({ provider: 'orion', maxTries: maxAttempts, notBeforeMs: null });
    expect(step({ ledger: [uncertain('orion', test1), uncertain('orion', test1)] })).toMatchObject({
      provider: 'orion',
      maxTries: maxAttempts,
    });
  });

  test('their answer is reused, with the id of its line', () => {
    expect(step({ ledger: [found('orion', test1)] })).toMatchObject({
      outcome: { status: 'found', foundBy: { provider: 'orion', scope: 'test', attempt: 1 } },
    });
    expect(step({ ledger: [line('orion', test1)] })).toMatchObject({ kind: 'ask', provider: 'astra' });
  });
});

describe('a provider that is not usable', () => {
  const providers = [provider('orion', { notUsable: refused }), provider('astra')];

  test('does not stop a person’s lookup at the other providers', () => {
    expect(step({ providers })).toMatchObject({ kind: 'ask', provider: 'astra' });
    expect(step({ providers, ledger: [found('astra')] })).toMatchObject({ outcome: { status: 'found' } });
  });

  test('puts a lead without a number on hold, with the provider’s name', () => {
    expect(step({ providers, ledger: [line('astra')] })).toMatchObject({
      outcome: { status: 'on_hold', reason: { code: 'bad_key', provider: 'orion' } },
    });
  });

  test('stops a job before the later providers of the waterfall', () => {
    expect(step({ providers, requests: [jobAsks] })).toMatchObject({ kind: 'finish', outcome: { status: 'on_hold' } });
    expect(step({ providers, requests: [jobAsks], ledger: [found('astra')] })).toMatchObject({
      outcome: { status: 'found' },
    });
  });

  test('has no effect on a lead that it can’t be asked about', () => {
    const lacking = [{ ...cannotAsk('orion'), notUsable: refused }, provider('astra')];
    expect(step({ providers: lacking, requests: [jobAsks] })).toMatchObject({ kind: 'ask', provider: 'astra' });
  });
});

describe('only a mobile number ends the lookup', () => {
  const mobileOnly = { ...jobAsks, stopAt: 'mobile' } as const;
  const landline = { phoneType: 'fixed_line' };
  const mobile = { phoneType: 'mobile' };
  const by = (id: string) => ({ provider: id, inputHash: `${id}-input`, scope: 'lookup', round: 1, attempt: 1 });
  const outcome = (ledger: readonly LedgerLine[], over: Partial<LookupSituation> = {}) => {
    const next = step({ requests: [mobileOnly], ledger, ...over });
    return next.kind === 'finish' ? next.outcome : next;
  };

  test.each(['fixed_line', 'fixed_line_or_mobile', 'voip', 'work', null])(
    'a number of type %s does not: the next provider is asked',
    (phoneType) => {
      expect(step({ requests: [mobileOnly], ledger: [found('orion', { phoneType })] })).toMatchObject({
        kind: 'ask',
        provider: 'astra',
        step: 2,
      });
    },
  );

  test('a mobile number does, and the number before it is kept', () => {
    expect(outcome([found('orion', landline), found('astra', mobile)])).toEqual({
      status: 'found',
      foundBy: by('astra'),
      alsoFound: [by('orion')],
      stopAt: 'mobile',
      reason: null,
      failed: [],
    });
  });

  test('without one, the best other number is the fallback, with its type', () => {
    const misses = [found('orion', landline), line('astra'), line('nimbus')];
    expect(outcome(misses)).toMatchObject({
      status: 'found',
      foundBy: by('orion'),
      reason: { code: 'no_mobile', provider: 'orion', text: 'Landline; no mobile found' },
    });
    expect(outcome([found('orion', landline), found('astra'), line('nimbus')])).toMatchObject({
      foundBy: by('astra'),
      alsoFound: [by('orion')],
      reason: { text: 'Number of unknown type; no mobile found' },
    });
    expect(outcome([line('orion'), line('astra'), line('nimbus')])).toMatchObject({ status: 'no_data', reason: null });
  });

  test('a failed or skipped provider is said beside the fallback', () => {
    const failures = [1, 2, 3].map((attempt) => failed('astra', { attempt }));
    expect(outcome([found('orion', landline), ...failures, line('nimbus')])).toMatchObject({
      status: 'found',
      reason: { text: 'Landline; no mobile found, Astra failed' },
      failed: [{ provider: 'astra' }],
    });
    const providers = [provider('orion'), cannotAsk('astra')];
    expect(outcome([found('orion', landline)], { providers })).toMatchObject({
      reason: { text: 'Landline; no mobile found. Not asked: Astra (needs an email)' },
    });
  });

  test('a known landline is not bought again, and a blocked provider holds the job with the fallback saved', () => {
    const providers = [provider('orion'), provider('astra', { notUsable: refused })];
    expect(outcome([found('orion', { ...landline, round: 1 })], { providers })).toMatchObject({
      status: 'on_hold',
      foundBy: by('orion'),
      reason: { code: 'bad_key' },
    });
  });

  test('a lead with a mobile number needs none; one with a landline is looked up, and keeps it', () => {
    const requests = [mobileOnly];
    expect(step({ requests, ...withLead({ hasPhone: true, hasMobile: true }) })).toMatchObject({
      outcome: { status: 'skipped', reason: { code: 'has_phone' } },
    });
    expect(step({ requests, ...withLead({ hasPhone: true }) })).toMatchObject({ kind: 'ask', provider: 'orion' });
    const ledger = [line('orion'), found('astra', landline), line('nimbus')];
    expect(step({ requests, ledger, ...withLead({ hasPhone: true }) })).toMatchObject({
      outcome: {
        status: 'no_data',
        foundBy: null,
        alsoFound: [by('astra')],
        reason: { code: 'no_mobile', text: 'No mobile found' },
      },
    });
  });

  describe('beside a request for any number', () => {
    const requests = [jobAsks, { ...mobileOnly, id: 3, jobId: 8 }];

    test('both pay for the first number, and only the other one for more', () => {
      expect(step({ requests })).not.toHaveProperty('requestIds');
      const ledger = [found('orion', landline)];
      expect(step({ requests, ledger })).toMatchObject({
        kind: 'finish',
        requestIds: [2],
        outcome: { status: 'found', foundBy: by('orion') },
      });
      const left = [
        { ...mobileOnly, id: 3, jobId: 8 },
        { ...personAsks, id: 4, stopAt: 'mobile' as const },
      ];
      expect(step({ requests: left, ledger, ...withLead({ hasPhone: true }) })).toMatchObject({
        provider: 'astra',
        person: true,
      });
    });

    test('a paused one gets the number that is there, and nothing is asked for it', () => {
      const paused = { ...mobileOnly, id: 3, isActive: false };
      expect(step({ requests: [paused], ledger: [found('orion', landline)] })).toEqual({
        kind: 'leave',
        number: by('orion'),
      });
      const ledger = [found('orion', landline)];
      expect(step({ requests: [paused], ledger, ...withLead({ hasPhone: true }) })).toEqual({ kind: 'leave' });
    });
  });
});

describe('a limit per lead', () => {
  const priced = [
    provider('orion', { priceMicros: 100 }),
    provider('astra', { priceMicros: 20 }),
    provider('nimbus', { priceMicros: 50 }),
  ];
  const limited = (leftMicros: number, over: Partial<LookupSituation> = {}): LookupStep =>
    step({ providers: priced, requests: [{ ...jobAsks, leftMicros }], ...over });

  test.each([
    [100, 'orion', 1],
    [99, 'astra', 2],
    [20, 'astra', 2],
  ])('with %i left, the next provider is %s', (left, next, place) => {
    expect(limited(left)).toMatchObject({ kind: 'ask', provider: next, step: place, of: 3 });
  });

  test('what costs more is skipped with the reason', () => {
    expect(limited(30, { ledger: [line('astra')] })).toMatchObject({
      outcome: {
        status: 'no_data',
        reason: {
          code: 'not_all_asked',
          text: 'Not asked: Orion (costs more than is left of the limit per lead), Nimbus (costs more than is left of the limit per lead)',
        },
      },
    });
    expect(limited(0)).toMatchObject({ outcome: { status: 'skipped', reason: { code: 'over_lead_limit' } } });
  });

  test('a saved answer is used whatever its provider costs', () => {
    expect(limited(0, { ledger: [found('orion')] })).toMatchObject({ outcome: { status: 'found' } });
  });

  test('a try that failed is an error, not a provider that was skipped', () => {
    expect(limited(60, { ledger: [uncertain('orion'), line('astra'), line('nimbus')] })).toMatchObject({
      outcome: { status: 'incomplete', failed: [{ provider: 'orion', reason: { code: 'interrupted' } }] },
    });
  });

  test('binds only its own request: another one pays', () => {
    const requests = [
      { ...jobAsks, leftMicros: 30 },
      { ...jobAsks, id: 3, jobId: 8 },
    ];
    expect(step({ providers: priced, requests })).toMatchObject({ provider: 'orion', requestIds: [3] });
  });
});

describe('for any ledger', () => {
  const ids = waterfall.map(({ id }) => id);
  const anyLine = fc.record({
    provider: fc.constantFrom(...ids),
    scope: fc.constantFrom('lookup', 'test'),
    round: fc.integer({ min: 1, max: 3 }),
    attempt: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom('reserved', 'sent', 'settled', 'failed', 'uncertain', 'released'),
    hit: fc.boolean(),
    phoneType: fc.constantFrom('mobile', 'fixed_line', null),
    retryable: fc.boolean(),
    endedAtMs: fc.integer({ min: nowMs - 5, max: nowMs + 5 }),
  });
  const anySituation = fc.record({
    lines: fc.array(anyLine, { maxLength: 12 }),
    requests: fc.array(
      fc.record({
        isActive: fc.boolean(),
        force: fc.boolean(),
        person: fc.boolean(),
        stopAt: fc.constantFrom('any', 'mobile'),
        leftMicros: fc.constantFrom(null, 0, 100),
        age: fc.integer({ max: 5, min: -5 }),
      }),
      { maxLength: 3 },
    ),
    unusable: fc.subarray(ids),
    hasPhone: fc.boolean(),
  });
  const build = ({
    lines,
    requests,
    unusable,
    hasPhone,
  }: typeof anySituation extends fc.Arbitrary<infer T> ? T : never) =>
    situation({
      ...withLead({ hasPhone, round: 3 }),
      providers: waterfall.map((one) => (unusable.includes(one.id) ? { ...one, notUsable: refused } : one)),
      requests: requests.map(({ isActive, force, person, age, stopAt, leftMicros }, index) => ({
        id: index + 1,
        jobId: person ? null : index + 1,
        isActive: person || isActive,
        force,
        round: force ? 3 : 0,
        sinceMs: nowMs + age,
        stopAt,
        leftMicros,
      })),
      ledger: lines.map(({ hit, state, ...rest }) => ({
        ...rest,
        state,
        inputHash: `${rest.provider}-input`,
        outcome: state === 'settled' ? (hit ? 'found' : 'not_found') : null,
        reason: null,
        sentAtMs: rest.endedAtMs,
      })),
    });

  test('calls need an active request and a usable provider without an accepted answer', () => {
    fc.assert(
      fc.property(anySituation, (given) => {
        const built = build(given);
        const next = nextStep(built);
        if (next.kind !== 'ask') return;
        const acceptedRound = Math.max(0, ...built.requests.map(({ round }) => round));
        expect(built.requests.some(({ isActive }) => isActive)).toBe(true);
        expect(built.providers.find(({ id }) => id === next.provider)?.notUsable).toBeNull();
        expect(
          built.ledger.filter(
            ({ provider: id, state, round }) => id === next.provider && state === 'settled' && round >= acceptedRound,
          ),
        ).toEqual([]);
        expect(next.maxTries).toBeGreaterThan(0);
      }),
    );
  });

  test('the lookup ends after a bounded number of answers', () => {
    fc.assert(
      fc.property(anySituation, (given) => {
        let built = build(given);
        for (let asked = 0; asked <= waterfall.length * maxAttempts; asked += 1) {
          const next = nextStep(built);
          if (next.kind !== 'ask') return;
          const answer = failed(next.provider, { round: 3, attempt: 10 + asked, endedAtMs: nowMs + 100 });
          built = { ...built, ledger: [...built.ledger, answer] };
        }
        expect.unreachable('it asked more often than three times each');
      }),
    );
  });
});
