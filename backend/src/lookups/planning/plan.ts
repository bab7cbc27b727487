import { outcomeOf } from './outcome.ts';
import type { LedgerLine, LookupOutcome, OpenRequest, ProviderResult, WaterfallProvider } from './types.ts';

/** HTTP calls to one provider for one question, in one lookup. */
export const maxAttempts = 3;
/** A question whose fate is unknown may be asked again this often in its round. */
const maxUncertain = 2;
const firstBackoffMs = 1_000;

export interface LookupSituation {
  lead: {
    /** It has a number that counts in this mode. */
    hasPhone: boolean;
    doNotContact: boolean;
    round: number;
  } | null;
  requests: readonly OpenRequest[];
  /** The enabled ones, in the order of the waterfall. */
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
      /** Place in the waterfall, from 1, and how many there are. */
      step: number;
      of: number;
      /** Epoch milliseconds; the pause after a failure. */
      notBeforeMs: number | null;
      /** A person is waiting: goes ahead of bulk work. */
      person: boolean;
      /** Whose turn it uses up: the job, or `person`. */
      fairnessKey: string;
      maxTries: number;
      timeoutMs: number;
    }
  | { kind: 'finish'; outcome: LookupOutcome }
  /** Nobody wants the answer now, though a paused job may want it later. */
  | { kind: 'leave' };

/**
 * Decides what a lookup does next, from the lead, the settings and the ledger of this moment.
 * It keeps nothing: asked again after a crash it comes to the same.
 */
export function nextStep(situation: LookupSituation): LookupStep {
  const { lead, requests, providers, ledger } = situation;
  if (lead === null) return ended('cancelled', 'lead_deleted', 'The lead was deleted');
  // Nothing to tell anybody: what the lead says stays as it is.
  if (requests.length === 0 && (lead.doNotContact || lead.hasPhone)) return { kind: 'leave' };
  if (lead.doNotContact) return ended('skipped', 'do_not_contact', 'Marked do-not-contact');

  const forced = requests.filter((request) => request.force);
  if (lead.hasPhone && forced.length === 0) return ended('skipped', 'has_phone', 'Has a phone number already');

  const acceptedRound = Math.max(0, ...forced.map((request) => request.round));
  const sinceMs = Math.min(...requests.map((request) => request.sinceMs));
  const results: ProviderResult[] = [];
  for (const [index, provider] of providers.entries()) {
    const view = viewOf(provider, ledger, { acceptedRound, round: lead.round, sinceMs });
    if (view.state === 'found') return finish([...results, view], providers);
    if (view.state !== 'to_ask') {
      results.push(view);
      continue;
    }
    const wanted = requests.filter((request) => request.wanted);
    const [oldest] = wanted;
    if (oldest === undefined) return { kind: 'leave' };
    const person = wanted.some((request) => request.jobId === null);
    // A job waits until the provider is mended; a person gets what the others know.
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

/** What one provider has come to; an answer of any accepted round is the answer, and costs nothing again. */
function viewOf(
  provider: WaterfallProvider,
  ledger: readonly LedgerLine[],
  { acceptedRound, round, sinceMs }: { acceptedRound: number; round: number; sinceMs: number },
): View {
  const { question } = provider;
  if (question.kind === 'missing') return { provider: provider.id, state: 'skipped', reason: question.reason };

  const lines = ledger.filter((line) => line.provider === provider.id && line.inputHash === question.inputHash);
  const answer = lines.findLast((line) => line.state === 'settled' && line.round >= acceptedRound);
  if (answer?.outcome === 'found') {
    const { inputHash, round: foundIn, attempt } = answer;
    return { provider: provider.id, state: 'found', inputHash, round: foundIn, attempt };
  }
  if (answer?.outcome === 'not_found') return { provider: provider.id, state: 'not_found' };
  if (provider.notUsable) return { provider: provider.id, state: 'not_usable', reason: provider.notUsable };

  const uncertain = lines.filter((line) => line.state === 'uncertain' && line.round === round);
  // Tries count since the oldest open request is under way: a retry or resume starts afresh, a restart doesn't.
  const tries = lines.filter(
    (line) => (line.state === 'failed' || line.state === 'uncertain') && (line.endedAtMs ?? 0) >= sinceMs,
  );
  const last = tries.at(-1);
  const triesLeft = Math.max(0, maxAttempts - tries.length);
  const exhausted = uncertain.length >= maxUncertain || triesLeft === 0 || (last !== undefined && !last.retryable);
  if (exhausted) {
    const reason = (last ?? uncertain.at(-1))?.reason ?? {
      code: 'unknown',
      text: 'What became of the call is not known',
    };
    return { provider: provider.id, state: 'error', reason };
  }
  const notBeforeMs = last?.endedAtMs == null ? null : last.endedAtMs + backoffMs(tries.length);
  return { state: 'to_ask', inputHash: question.inputHash, notBeforeMs, triesLeft };
}

/** The pause after the n-th failed call: 1 s, 2 s, 4 s … */
export const backoffMs = (failures: number): number => firstBackoffMs * 2 ** (failures - 1);

function finish(results: readonly ProviderResult[], providers: readonly WaterfallProvider[]): LookupStep {
  const nameOf = (id: string): string => providers.find((provider) => provider.id === id)?.name ?? id;
  return { kind: 'finish', outcome: outcomeOf(results, nameOf) };
}

function ended(status: LookupOutcome['status'], code: string, text: string): LookupStep {
  return { kind: 'finish', outcome: { status, foundBy: null, reason: { code, provider: null, text }, failed: [] } };
}
