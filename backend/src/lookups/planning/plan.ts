import { type Asking, askingOf, mayAsk } from './mayAsk.ts';
import { mayPass } from './mayPass.ts';
import { outcomeOf } from './outcome.ts';
import type { LedgerLine, LookupOutcome, OpenRequest, ProviderResult, WaterfallProvider } from './types.ts';

export interface LookupSituation {
  lead: {
    /** The lead has a number that counts in this mode. */
    hasPhone: boolean;
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
    }
  | { kind: 'finish'; outcome: LookupOutcome }
  /** No request is active now; a paused job may still resume. */
  | { kind: 'leave' };

/**
 * Decides the next step of a lookup from the current lead, settings and ledger.
 * Has no state: after a crash it decides the same again.
 */
export function nextStep(situation: LookupSituation): LookupStep {
  const { lead, requests, providers, ledger } = situation;
  if (lead === null) return ended('cancelled', 'lead_deleted', 'The lead was deleted');
  // No request to settle: the lead stays as it is.
  if (requests.length === 0 && (lead.doNotContact || lead.isSuppressed || lead.hasPhone)) return { kind: 'leave' };
  if (lead.doNotContact) return ended('skipped', 'do_not_contact', 'Marked do-not-contact');
  if (lead.isSuppressed) return ended('skipped', 'suppressed', 'On the suppression list');

  const forced = requests.filter((request) => request.force);
  if (lead.hasPhone && forced.length === 0) return ended('skipped', 'has_phone', 'Has a phone number already');

  const asking = askingOf(requests, lead.round);
  const results: ProviderResult[] = [];
  const active = requests.filter((request) => request.isActive);
  const person = active.some((request) => request.jobId === null);
  for (const [index, provider] of providers.entries()) {
    const view = viewOf(provider, ledger, asking, { person, passes: mayPass(provider, providers) });
    if (view.state === 'found') return finish([...results, view], providers);
    if (view.state !== 'to_ask') {
      results.push(view);
      continue;
    }
    const [oldest] = active;
    if (oldest === undefined) return { kind: 'leave' };
    // A job waits until the provider is fixed; a person gets the answers of the other providers.
    if (!person && results.some(({ state }) => state === 'not_usable')) continue;
    return {
      kind: 'ask',
      provider: provider.id,
      inputHash: view.inputHash,
      round: lead.round,
      step: index + 1,
      of: providers.length,
      notBeforeMs: view.notBeforeMs,
      person,
      fairnessKey: person ? 'person' : `job-${oldest.jobId}`,
      maxTries: view.triesLeft,
      timeoutMs: provider.timeoutMs,
    };
  }
  if (requests.length === 0) return { kind: 'leave' };
  return finish(results, providers);
}

type View = ProviderResult | { state: 'to_ask'; inputHash: string; notBeforeMs: number | null; triesLeft: number };

/** Returns one provider's result, or that a call is next. A saved answer of an accepted round is reused free of charge. */
function viewOf(
  provider: WaterfallProvider,
  ledger: readonly LedgerLine[],
  asking: Asking,
  { person, passes }: { person: boolean; passes: boolean },
): View {
  const { id, question, notUsable, asksToWait } = provider;
  if (question.kind === 'missing') return { provider: id, state: 'skipped', reason: question.reason };

  const { inputHash } = question;
  const lines = ledger.filter((line) => line.provider === id && line.inputHash === inputHash);
  const permission = mayAsk(lines, asking, provider.lostAnswers);
  if (permission.kind === 'answered') {
    const { outcome, scope, round, attempt } = permission.line;
    if (outcome === 'found') return { provider: id, state: 'found', inputHash, scope, round, attempt };
    return { provider: id, state: 'not_found' };
  }
  if (notUsable) return { provider: id, state: passes ? 'passed' : 'not_usable', reason: notUsable };
  if (permission.kind === 'exhausted') return { provider: id, state: 'error', reason: permission.reason };
  // A job goes on hold for it; a person gets the error now.
  if (asksToWait) {
    return { provider: id, state: passes ? 'passed' : person ? 'error' : 'not_usable', reason: asksToWait };
  }
  const { notBeforeMs, triesLeft } = permission;
  return { state: 'to_ask', inputHash, notBeforeMs, triesLeft };
}

function finish(results: readonly ProviderResult[], providers: readonly WaterfallProvider[]): LookupStep {
  const nameOf = (id: string): string => providers.find((provider) => provider.id === id)?.name ?? id;
  return { kind: 'finish', outcome: outcomeOf(results, nameOf) };
}

function ended(status: LookupOutcome['status'], code: string, text: string): LookupStep {
  return { kind: 'finish', outcome: { status, foundBy: null, reason: { code, provider: null, text }, failed: [] } };
}
