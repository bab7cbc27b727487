import type { BulkLookupInput, LeadSet, LookupEstimate, LookupScope } from '@tinygenesy/contract';
import { useState } from 'react';
import { useLookupEstimate } from '../../../api/lookups/estimatePhoneLookups.ts';
import { useStartPhoneLookups } from '../../../api/lookups/startPhoneLookups.ts';
import { useSettings } from '../../../api/settings/getSettings.ts';
import { moneyDraft } from '../../../words/numberDraft.ts';
import { useSpendingLimit } from './useSpendingLimit.ts';

export const trialLeads = 50;

/** A start that the user requested, with its maximum cost in micros of the currency. */
export type LookupStart = { body: BulkLookupInput; leads: number; maxMicros: number };

/** State of the dialog: scope, spending limit, cost estimates, confirmation and start. */
export const useFindPhones = (set: LeadSet, onClose: () => void) => {
  const settings = useSettings();
  const [scope, setScope] = useState<LookupScope>('missing');
  const [force, setForce] = useState(false);
  const [mobileOnly, setMobileOnly] = useState(false);
  const [leadLimit, setLeadLimit] = useState(() => moneyDraft(null));
  const [unconfirmed, setUnconfirmed] = useState<LookupStart | null>(null);
  const start = useStartPhoneLookups();
  const startJob = (body: BulkLookupInput): void => start.mutate(body, { onSuccess: onClose });

  const input: BulkLookupInput = {
    ...set,
    scope,
    force: scope === 'all' && force,
    ...(mobileOnly && { stopAt: 'mobile' }),
    ...(leadLimit.value !== null && { maxCostPerLeadMicros: leadLimit.value }),
  };
  const estimate = useLookupEstimate(input);
  const leads = estimate.isPlaceholderData ? undefined : estimate.data?.leads;
  const offersTrial = leads !== undefined && leads > trialLeads;
  const trial = useLookupEstimate({ ...input, limit: trialLeads }, offersTrial);
  const limit = useSpendingLimit(offersTrial ? estimate.data : undefined);
  const limitMicros = limit.draft.value;

  /** Wraps a setter: a changed form has another cost than the one to confirm. */
  const changes = <T>(apply: (value: T) => void) => {
    return (value: T): void => {
      setUnconfirmed(null);
      apply(value);
    };
  };
  /** Starts at once, or asks for confirmation when the cost may exceed the amount in the settings. */
  const startOrAsk = (of: LookupEstimate, options: { pilot?: number } = {}): void => {
    const maxMicros = Math.min(of.cost.mostMicros, limitMicros ?? Infinity);
    const body = { ...input, ...options, ...(limitMicros === null ? {} : { maxCostMicros: limitMicros }) };
    if (maxMicros > (settings.data?.confirmAboveMicros ?? 0)) setUnconfirmed({ body, leads: of.leads, maxMicros });
    else startJob(body);
  };

  return {
    scope,
    setScope: changes(setScope),
    force,
    setForce: changes(setForce),
    spendingLimit: { ...limit, set: changes(limit.set) },
    mobileOnly,
    setMobileOnly: changes((isOn: boolean) => {
      setMobileOnly(isOn);
      if (!isOn && scope === 'no_mobile') setScope('missing');
    }),
    leadLimit,
    setLeadLimit: changes(setLeadLimit),
    limitMicros,
    estimate,
    /** Leads that will be looked up; undefined while they are counted. */
    leads,
    /** Estimate for the first leads only; undefined when there are few. */
    trial: offersTrial && !trial.isPlaceholderData ? trial.data : undefined,
    isReady: !start.isPending && !settings.isPending && limit.draft.error === null && leadLimit.error === null,
    isStarting: start.isPending,
    startError: start.error,
    startAll: (): void => {
      if (estimate.data !== undefined) startOrAsk(estimate.data);
    },
    startTrial: (): void => {
      if (trial.data !== undefined) startOrAsk(trial.data, { pilot: trialLeads });
    },
    unconfirmed,
    confirm: (): void => {
      if (unconfirmed !== null) startJob(unconfirmed.body);
    },
    goBack: (): void => setUnconfirmed(null),
  };
};

export type FindPhones = ReturnType<typeof useFindPhones>;
