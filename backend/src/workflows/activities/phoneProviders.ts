import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { type AskOutcome, askProvider, type AskRequest } from '../../lookups/askProvider.ts';
import type { AskDeps, AskResult } from '../../lookups/asking/askDeps.ts';

export type { AskResult };

/** The types of failure that Temporal shows. The ledger has each of these failures. */
export type CallFailure =
  'ProviderFailed' | 'BadKey' | 'EndpointNotFound' | 'BadInput' | 'NoAccess' | 'OutOfCredits' | 'OverBudget';

export interface PhoneProviderActivities {
  askProvider(request: AskRequest): Promise<AskResult>;
}

const heartbeatMs = 1_000;

/** The calls to providers as activities: with heartbeat, cancellation and failures that Temporal can name. */
export function phoneProviderActivities(deps: AskDeps): PhoneProviderActivities {
  return {
    async askProvider(request) {
      const context = Context.current();
      const heartbeat = setInterval(() => context.heartbeat(), heartbeatMs);
      try {
        const outcome = await askProvider(deps, request, {
          signal: context.cancellationSignal,
          processStops: stopSignal(context.cancellationSignal),
          queuedAt: new Date(context.info.currentAttemptScheduledTimestampMs),
        });
        if (outcome.kind === 'failed' || outcome.kind === 'over_budget') throw failure(outcome);
        return outcome;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/** A signal that aborts when the worker has no more time for its activities. */
function stopSignal(cancellation: AbortSignal): AbortSignal {
  const stopping = new AbortController();
  const onCancel = (): void => {
    const { reason } = cancellation;
    if (reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN') stopping.abort(reason);
  };
  cancellation.addEventListener('abort', onCancel, { once: true });
  if (cancellation.aborted) onCancel();
  return stopping.signal;
}

function failure(outcome: Extract<AskOutcome, { kind: 'failed' | 'over_budget' }>): ApplicationFailure {
  // Providers are expected to fail and the screen shows it: the log needs no warning.
  const category = ApplicationFailureCategory.BENIGN;
  if (outcome.kind === 'over_budget') {
    const type: CallFailure = 'OverBudget';
    return ApplicationFailure.create({
      message: 'The budget of the job is reached',
      type,
      nonRetryable: true,
      category,
    });
  }
  const { fault, reason, retryable } = outcome.error;
  const types: Record<typeof fault & string, CallFailure> = {
    bad_key: 'BadKey',
    endpoint_not_found: 'EndpointNotFound',
    bad_input: 'BadInput',
    no_access: 'NoAccess',
    out_of_credits: 'OutOfCredits',
  };
  const type = fault === null ? 'ProviderFailed' : types[fault];
  return ApplicationFailure.create({ message: reason.text, type, nonRetryable: !retryable, category });
}
