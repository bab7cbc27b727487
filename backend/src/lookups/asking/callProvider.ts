import type { Mode } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { callTimeout } from '../../providers/callTimeout.ts';
import type { Endpoint, PhoneProvider, ProviderAnswer } from '../../providers/provider.ts';
import type { Permit } from '../../utils/permit.ts';
import { readLookupState } from '../ledger/lookupState.ts';
import type { AskDeps } from './askDeps.ts';

const checkRequestsMs = 500;

/**
 * Sends one call. When `cancellation` aborts, the call continues while a lookup request may still use its answer: a
 * paused job keeps the numbers that its calls find.
 */
export async function callProvider(
  { database, limiter }: AskDeps,
  provider: PhoneProvider,
  input: Readonly<Record<string, string>>,
  call: {
    mode: Mode;
    endpoint: Endpoint;
    permit: Permit;
    leadId: number;
    timeoutMs: number;
    countryCode: string | null;
    cancellation: AbortSignal;
    /** Ends the call, whoever may use its answer. */
    processStops: AbortSignal;
  },
): Promise<ProviderAnswer> {
  const stop = new AbortController();
  let checking: NodeJS.Timeout | undefined;
  const stopIfUnrequested = (): void => {
    mayUse(database, call).then(
      (isUseful) => isUseful || stop.abort(new Error('No request for the answer is left')),
      (error: unknown) => stop.abort(error),
    );
  };
  const onCancel = (): void => {
    stopIfUnrequested();
    checking = setInterval(stopIfUnrequested, checkRequestsMs);
  };
  call.cancellation.addEventListener('abort', onCancel, { once: true });
  if (call.cancellation.aborted) onCancel();
  try {
    return await provider.ask(input, {
      ...call.endpoint,
      countryCode: call.countryCode,
      signal: AbortSignal.any([callTimeout(call.timeoutMs), stop.signal, call.processStops]),
      beforeSend: () => limiter.isFresh(call.permit),
    });
  } finally {
    clearInterval(checking);
    call.cancellation.removeEventListener('abort', onCancel);
  }
}

/** Tells whether the lead may be looked up and has an open request of this mode, also one whose job is paused. */
async function mayUse(database: Database, { leadId, mode }: { leadId: number; mode: Mode }): Promise<boolean> {
  const { lead, isSuppressed, requests } = await readLookupState(database, { leadId, mode });
  return lead?.doNotContact === false && !isSuppressed && requests.some((request) => request.isOfMode);
}
