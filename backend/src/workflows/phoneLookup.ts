import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { LookupStep } from '../lookups/planning/plan.ts';
import { longestWaitMs } from '../lookups/planning/longestWaitMs.ts';
import type { LookupSteps } from './activities/lookupSteps.ts';
import type { AskResult, CallFailure, PhoneProviderActivities } from './activities/phoneProviders.ts';
import { historyIsLong } from './historyIsLong.ts';
import { wantsChanged } from './signals.ts';

const { nextLookupStep, endLookup, giveUpProvider } = proxyLocalActivities<LookupSteps>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds', maximumAttempts: 20 },
});

type AskStep = Extract<LookupStep, { kind: 'ask' }>;

/** Limit of internal faults (a stopped process, an unreachable database) before the lookup gives a provider up. */
const maxLost = 20;

/** Failures that a repeated call does not fix. */
const finalFailures = [
  'BadKey',
  'EndpointNotFound',
  'BadInput',
  'NoAccess',
  'OutOfCredits',
  'OverBudget',
] as const satisfies CallFailure[];
const inLedger: readonly string[] = ['ProviderFailed' satisfies CallFailure, ...finalFailures];

/** Counters of one lookup across its runs. All other state is in the database. */
interface Patience {
  lost: number;
  rateLimitedMs: Record<string, number>;
}

/** The signals that requests, blocks or settings changed. */
interface Wants {
  /** Since the last decision. */
  changed: boolean;
  /** Number of signals in this run. */
  signals: number;
}

/**
 * Finds the phone number of one lead: asks the providers in order until one finds it, while a request is active.
 * The workflow id contains the lead's id, so one lookup serves every request; new requests send a signal.
 */
export async function phoneLookup(leadId: number, patience: Patience = { lost: 0, rateLimitedMs: {} }): Promise<void> {
  const wants: Wants = { changed: false, signals: 0 };
  setHandler(wantsChanged, () => {
    wants.changed = true;
    wants.signals += 1;
  });

  for (;;) {
    wants.changed = false;
    const step = await nextLookupStep(leadId, 'end');
    if (step.kind === 'ask') {
      await ask(leadId, step, wants, patience);
    } else {
      // A run of an earlier version has recorded the end as a step of its own.
      const { again } = step.ended ?? (await endLookup(leadId));
      if (!again && !wants.changed) return;
    }
    if (historyIsLong()) await continueAsNew<typeof phoneLookup>(leadId, patience);
  }
}

/** Makes one call to a provider, with its waits and retries. The next step is decided again from the ledger. */
async function ask(leadId: number, step: AskStep, wants: Wants, patience: Patience): Promise<void> {
  if (step.notBeforeMs !== null && (await wokenBefore(step.notBeforeMs, wants))) return;
  const signalsBefore = wants.signals;
  let result: AskResult;
  try {
    result = await askUnlessUnwanted(leadId, step, wants);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    // The ledger has these failures. Any other failure is internal and retried.
    if (error.cause instanceof ApplicationFailure && inLedger.includes(error.cause.type ?? '')) return;
    patience.lost += 1;
    if (patience.lost > maxLost) {
      const text = 'Something went wrong on our side; nothing more was asked. Retry later';
      await giveUpProvider(leadId, { provider: step.provider, inputHash: step.inputHash, code: 'internal', text });
      patience.lost = 0;
    } else {
      await sleep(Math.min(10_000, 250 * patience.lost));
    }
    return;
  }
  if (result.kind !== 'not_before') return;
  // A signal during the call may have ended the wait that the call reports. Recorded runs of 0.4.0 waited all the same.
  if (wants.signals > signalsBefore && patched('signal during a call')) return;

  const startedMs = Date.now();
  if (!result.rateLimited) {
    await wokenBefore(result.atMs, wants);
    return;
  }
  const waitedBeforeMs = patience.rateLimitedMs[step.provider] ?? 0;
  await wokenBefore(Math.min(result.atMs, startedMs + longestWaitMs - waitedBeforeMs), wants);
  const waitedMs = waitedBeforeMs + Date.now() - startedMs;
  patience.rateLimitedMs[step.provider] = waitedMs;
  if (waitedMs >= longestWaitMs) {
    const text = 'Too many requests for 15 minutes';
    await giveUpProvider(leadId, { provider: step.provider, inputHash: step.inputHash, code: 'rate_limited', text });
    patience.rateLimitedMs[step.provider] = 0;
  }
}

/** Makes a call, and cancels it when a change of the requests makes another step the next one. */
async function askUnlessUnwanted(leadId: number, step: AskStep, wants: Wants): Promise<AskResult> {
  const scope = new CancellationScope();
  let settled = false;
  const asking = scope
    .run(() => providerActivities(step).askProvider({ leadId, ...step }))
    .finally(() => {
      settled = true;
    });
  // The failure is handled below, where the call is awaited.
  asking.catch(() => undefined);
  for (;;) {
    await condition(() => settled || wants.changed);
    if (settled) break;
    wants.changed = false;
    if (!sameCall(await nextLookupStep(leadId), step)) {
      scope.cancel();
      break;
    }
  }
  try {
    return await asking;
  } catch (error) {
    if (isCancellation(error)) return { kind: 'called_off' };
    throw error;
  }
}

function providerActivities(step: AskStep) {
  return proxyActivities<PhoneProviderActivities>({
    taskQueue: `${workflowInfo().taskQueue}-${step.provider}`,
    // Ten seconds for a permit, the provider's timeout, five seconds to settle.
    startToCloseTimeout: 10_000 + step.timeoutMs + 5_000,
    heartbeatTimeout: '5 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumAttempts: step.maxTries,
      nonRetryableErrorTypes: [...finalFailures],
    },
    priority: { priorityKey: step.person ? 1 : 3, fairnessKey: step.fairnessKey },
  });
}

const sameCall = (fresh: LookupStep, step: AskStep): boolean =>
  fresh.kind === 'ask' &&
  fresh.provider === step.provider &&
  fresh.inputHash === step.inputHash &&
  fresh.round === step.round &&
  fresh.person === step.person;

/** Sleeps until a time; returns true when the requests changed before. */
async function wokenBefore(atMs: number, wants: Wants): Promise<boolean> {
  const leftMs = atMs - Date.now();
  return leftMs > 0 && (await condition(() => wants.changed, leftMs));
}
