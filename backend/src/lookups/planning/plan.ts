import { endsLookup } from './lineType.ts';
import { type Asking, askingOf, mayAsk, repeatIsFree } from './mayAsk.ts';
import { mayPass } from './mayPass.ts';
import { bestNumber, foundByOf, outcomeOf, overLeadLimit } from './outcome.ts';
import type { FoundBy, LedgerLine, LookupOutcome, OpenRequest, ProviderResult, WaterfallProvider } from './types.ts';

export interface LookupSituation {
  lead: {
    /** The lead has a number that counts in this mode. */
    hasPhone: boolean;
    /** The lead has a mobile number that counts in this mode. */
    hasMobile: boolean;
    doNotContact: boolean;
    /** The suppression list covers the lead. */
    isSuppressed: boolean;
    round: number;
  } | null;
  requests: readonly OpenRequest[];
  /** The enabled providers, in the order of the waterfall. */
  providers: readonly WaterfallProvider[];
  /** All lines of this lead in this mode, oldest first. */
  ledger: readonly LedgerLine[];
}

export type LookupStep =
  | {
      kind: 'ask';
      provider: string;
      inputHash: string;
      round: number;
      /** Position in the waterfall, from 1, and its length. */
      step: number;
      of: number;
      /** Epoch milliseconds; the pause after a failure. */
      notBeforeMs: number | null;
      /** A person requested the number: the call precedes bulk work. */
      person: boolean;
      /** Temporal's fairness key: the job, or `person`. */
      fairnessKey: string;
      maxTries: number;
      timeoutMs: number;
      /** The requests that may pay. Absent: any active one. */
      requestIds?: number[];
    }
  /** `requestIds`: the requests that end. Absent: all. `results`: what each provider answered, also earlier. */
  | { kind: 'finish'; outcome: LookupOutcome; results: readonly ProviderResult[]; requestIds?: number[] }
  /** No request is active now; a paused job may still resume. `number`: found already, and not the last word. */
  | { kind: 'leave'; number?: FoundBy };

/** Requests that end together: they have the same rule, and the same amount left for the lead. */
interface Group extends Pick<OpenRequest, 'stopAt' | 'leftMicros'> {
  requests: readonly OpenRequest[];
  active: readonly OpenRequest[];
  /** A person waits. */
  person: boolean;
}

/** What comes next for one group. */
type Walk = { group: Group } & (
  | { kind: 'ask'; index: number; provider: WaterfallProvider; view: ToAsk }
  | { kind: 'finish'; outcome: LookupOutcome; results: readonly ProviderResult[] }
  /** A call is next, but no request is active. */
  | { kind: 'wait'; number: FoundBy | null }
);

/**
 * Decides the next step of a lookup from the current lead, settings and ledger.
 * Has no state: after a crash it decides the same again.
 */
export function nextStep(situation: LookupSituation): LookupStep {
  const { lead, requests } = situation;
  if (lead === null) return ended('cancelled', 'lead_deleted', 'The lead was deleted');
  // No request to settle: the lead stays as it is.
  if (requests.length === 0 && (lead.doNotContact || lead.isSuppressed || lead.hasPhone)) return { kind: 'leave' };
  if (lead.doNotContact) return ended('skipped', 'do_not_contact', 'Marked do-not-contact');
  if (lead.isSuppressed) return ended('skipped', 'suppressed', 'On the suppression list');

  // Without a forced request, a request ends at the number that the lead has. With one, it waits for the new answer.
  const isForced = requests.some((request) => request.force);
  const had = isForced
    ? []
    : requests.filter(({ stopAt }) => (stopAt === 'mobile' ? lead.hasMobile : lead.hasPhone)).map(({ id }) => id);
  if (had.length > 0) {
    const step = ended('skipped', 'has_phone', 'Has a phone number already');
    return had.length === requests.length ? step : { ...step, requestIds: had };
  }

  const walks = groupsOf(requests).map((group) => walk(group, lead, situation));
  const finished = walks.filter((one) => one.kind === 'finish');
  const result = finished.find(({ outcome }) => outcome.status !== 'on_hold');
  if (result !== undefined && (requests.length > 0 || result.outcome.status === 'found')) {
    return finish(result, requests);
  }
  const asks = walks.filter((one) => one.kind === 'ask').toSorted((a, b) => a.index - b.index);
  const [first] = asks;
  if (first !== undefined) {
    const same = asks.filter(({ index }) => index === first.index);
    return askStep(first, same, situation, lead.round);
  }
  const held = finished.find(({ group }) => group.active.length > 0) ?? finished[0];
  if (held !== undefined && requests.length > 0) return finish(held, requests);
  const number = lead.hasPhone ? undefined : walks.find((one) => one.kind === 'wait')?.number;
  return number == null ? { kind: 'leave' } : { kind: 'leave', number };
}

/** Groups the open requests by what they ask for. Without requests there is one group, which any number ends. */
function groupsOf(requests: readonly OpenRequest[]): Group[] {
  const groups = new Map<string, OpenRequest[]>();
  for (const request of requests) {
    const key = `${request.stopAt} ${request.leftMicros}`;
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  const all = groups.size === 0 ? [[]] : [...groups.values()];
  return all.map((members) => {
    const active = members.filter((request) => request.isActive);
    return {
      stopAt: members[0]?.stopAt ?? 'any',
      leftMicros: members[0]?.leftMicros ?? null,
      requests: members,
      active,
      person: active.some((request) => request.jobId === null),
    };
  });
}

/** Follows the waterfall for one group, to the provider that is next or to the end. */
function walk(
  group: Group,
  lead: NonNullable<LookupSituation['lead']>,
  { requests, providers, ledger }: LookupSituation,
): Walk {
  const asking = askingOf(requests, lead.round);
  const nameOf = (id: string): string => providers.find((provider) => provider.id === id)?.name ?? id;
  const isForced = group.requests.some((request) => request.force);
  const rule = { stopAt: group.stopAt, keepsNumber: lead.hasMobile || (lead.hasPhone && !isForced) };
  const results: ProviderResult[] = [];
  const finishNow = (): Walk => ({ group, kind: 'finish', outcome: outcomeOf(results, nameOf, rule), results });
  for (const [index, provider] of providers.entries()) {
    const view = viewOf(provider, ledger, asking, {
      person: group.person,
      passes: mayPass(provider, providers),
    });
    if (view.state !== 'to_ask') {
      results.push(view);
      if (view.state === 'found' && endsLookup(group.stopAt, view.phoneType)) return finishNow();
      continue;
    }
    if (group.leftMicros !== null && view.priceMicros > group.leftMicros) {
      results.push(
        view.lastReason === null
          ? { provider: provider.id, state: 'skipped', reason: overLeadLimit }
          : { provider: provider.id, state: 'error', reason: view.lastReason },
      );
      continue;
    }
    if (group.active.length === 0) {
      const best = bestNumber(results);
      return { group, kind: 'wait', number: best && foundByOf(best) };
    }
    // A job waits until the provider is fixed; a person gets the answers of the other providers.
    if (!group.person && results.some(({ state }) => state === 'not_usable')) continue;
    return { group, kind: 'ask', index, provider, view };
  }
  return finishNow();
}

function askStep(
  { index, provider, view }: Extract<Walk, { kind: 'ask' }>,
  same: readonly Walk[],
  { requests, providers }: LookupSituation,
  round: number,
): LookupStep {
  const payers = same
    .flatMap(({ group }) => group.active)
    .toSorted((a, b) => requests.indexOf(a) - requests.indexOf(b));
  const person = payers.some((request) => request.jobId === null);
  const isEverybody = requests.every((request) => !request.isActive || payers.includes(request));
  return {
    kind: 'ask',
    provider: provider.id,
    inputHash: view.inputHash,
    round,
    step: index + 1,
    of: providers.length,
    notBeforeMs: view.notBeforeMs,
    person,
    fairnessKey: person ? 'person' : `job-${payers[0]?.jobId}`,
    maxTries: view.triesLeft,
    timeoutMs: provider.timeoutMs,
    ...(isEverybody ? {} : { requestIds: payers.map(({ id }) => id) }),
  };
}

interface ToAsk {
  state: 'to_ask';
  inputHash: string;
  notBeforeMs: number | null;
  triesLeft: number;
  /** What the call may cost: nothing if a lost call is repeated for free. */
  priceMicros: number;
  lastReason: Extract<ReturnType<typeof mayAsk>, { kind: 'may_ask' }>['lastReason'];
}

/** Returns one provider's result, or that a call is next. A saved answer of an accepted round is reused free of charge. */
function viewOf(
  provider: WaterfallProvider,
  ledger: readonly LedgerLine[],
  asking: Asking,
  { person, passes }: { person: boolean; passes: boolean },
): ProviderResult | ToAsk {
  const { id, question, notUsable, asksToWait } = provider;
  if (question.kind === 'missing') return { provider: id, state: 'skipped', reason: question.reason };

  const { inputHash } = question;
  const lines = ledger.filter((line) => line.provider === id && line.inputHash === inputHash);
  const permission = mayAsk(lines, asking, provider.lostAnswers);
  if (permission.kind === 'answered') {
    const { outcome, scope, round, attempt, phoneType } = permission.line;
    if (outcome === 'found') return { provider: id, state: 'found', phoneType, inputHash, scope, round, attempt };
    return { provider: id, state: 'not_found' };
  }
  if (notUsable) return { provider: id, state: passes ? 'passed' : 'not_usable', reason: notUsable };
  if (permission.kind === 'exhausted') return { provider: id, state: 'error', reason: permission.reason };
  // A job goes on hold for it; a person gets the error now.
  if (asksToWait) {
    return { provider: id, state: passes ? 'passed' : person ? 'error' : 'not_usable', reason: asksToWait };
  }
  const { notBeforeMs, triesLeft, lastReason } = permission;
  const isFree = lines.some((line) => repeatIsFree(line, provider.lostAnswers));
  const priceMicros = isFree ? 0 : provider.priceMicros;
  return { state: 'to_ask', inputHash, notBeforeMs, triesLeft, priceMicros, lastReason };
}

function finish(
  { group, outcome, results }: Extract<Walk, { kind: 'finish' }>,
  requests: readonly OpenRequest[],
): LookupStep {
  const isAll = group.requests.length === requests.length;
  return { kind: 'finish', outcome, results, ...(isAll ? {} : { requestIds: group.requests.map(({ id }) => id) }) };
}

function ended(status: LookupOutcome['status'], code: string, text: string): Extract<LookupStep, { kind: 'finish' }> {
  return {
    kind: 'finish',
    outcome: { status, foundBy: null, reason: { code, provider: null, text }, failed: [] },
    results: [],
  };
}
