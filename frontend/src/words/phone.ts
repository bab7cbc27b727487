import type { Lead, LookupEstimate, Mode, PhoneLookup } from '@tinygenesy/contract';
import { momentWords } from './time.ts';

/** Color of the words. */
export type Tone = 'none' | 'busy' | 'good' | 'quiet' | 'warning' | 'bad';

/** Content of the phone cell. */
export type PhoneCell = {
  /** The number, which a click copies. Null without one. */
  number: string | null;
  /** The number as people write it. */
  written: string | null;
  /** `mobile`, `landline`, … Null: unknown. */
  lineType: string | null;
  /** Why the number may be wrong. Null: it looks right. */
  unusual: string | null;
  /** A sandbox number in live mode, which counts as missing. */
  isTestData: boolean;
  /** Source of the number: a person, a file or a provider's name. */
  source: string | null;
  /** The state. Null where the number is enough, and before the first lookup. */
  words: string | null;
  /** Details for a tooltip. */
  more: string | null;
  tone: Tone;
  /** The action that the cell's button starts. */
  action: 'find' | 'retry' | null;
};

type Names = (providerId: string) => string;
type PhoneOf = Pick<
  Lead,
  'phoneNumber' | 'phoneExtension' | 'phoneProvider' | 'phoneMode' | 'phoneStatus' | 'phoneDetail' | 'phoneCheckedAt'
> &
  Partial<Pick<Lead, 'phoneFormatted' | 'phoneType' | 'doNotContact' | 'suppressed'>>;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Returns the source of a number: a person, a file or a provider's name. */
export const sourceWords = (source: string | null, name: Names): string | null => {
  if (source === null) return null;
  if (source === 'manual') return 'entered by hand';
  if (source === 'import') return 'imported';
  return name(source);
};

const lineTypes: Record<string, string> = {
  mobile: 'mobile',
  direct: 'direct line',
  work: 'work',
  home: 'home',
  fixed_line: 'landline',
  toll_free: 'toll-free',
  voip: 'internet phone',
};

/** Returns the type of a number in words. Null: unknown, or a number that may be mobile or landline. */
export const lineTypeWords = (type: string | null): string | null => (type === null ? null : (lineTypes[type] ?? null));

const stateOf = (lead: PhoneOf, name: Names): Pick<PhoneCell, 'words' | 'more' | 'tone' | 'action'> => {
  const detail = lead.phoneDetail;
  const reason = detail?.reason ?? null;
  const provider = detail?.provider ?? null;
  const step = detail?.step ?? null;
  const of = detail?.of ?? null;
  const place = step !== null && of !== null ? ` (${step} of ${of})` : '';
  switch (lead.phoneStatus) {
    case 'none':
      return { words: null, more: null, tone: 'none', action: 'find' };
    case 'queued': {
      const until = detail?.waitingUntil ?? null;
      if (reason?.code === 'job_paused') {
        return { words: 'paused', more: 'Its job is paused. Resume the job to continue.', tone: 'quiet', action: null };
      }
      if (provider === null || until === null) {
        return { words: 'waiting', more: 'Waiting for a free slot.', tone: 'busy', action: null };
      }
      return {
        words: `waiting for ${name(provider)}${place} until ${momentWords(until)}`,
        more: `${name(provider)} received too many requests. Waiting costs nothing.`,
        tone: 'busy',
        action: null,
      };
    }
    case 'asking': {
      const words = provider === null ? 'asking…' : `asking ${name(provider)}${place}…`;
      return { words, more: null, tone: 'busy', action: null };
    }
    case 'found':
      return { words: null, more: reason?.text ?? null, tone: 'good', action: null };
    case 'no_data':
      return { words: 'No data found', more: reason?.text ?? null, tone: 'quiet', action: null };
    case 'incomplete': {
      const failed = [...new Set((detail?.failed ?? []).map((one) => name(one.provider)))];
      const why = (detail?.failed ?? []).map((one) => one.reason.text).join(' · ');
      return {
        // The server knows which providers failed, and which were not asked.
        words: reason?.text ?? (failed.length === 0 ? 'Not found, some failed' : `Not found, ${listed(failed)} failed`),
        more: why === '' ? null : why,
        tone: 'warning',
        action: 'retry',
      };
    }
    case 'error': {
      const why = reason?.text ?? detail?.failed[0]?.reason.text ?? 'no provider could be called';
      return {
        words: `Failed: ${why}`,
        more: 'No number was found. A retry calls only the providers that failed.',
        tone: 'bad',
        action: 'retry',
      };
    }
    case 'cancelled':
      return { words: 'Cancelled', more: reason?.text ?? null, tone: 'quiet', action: 'find' };
    case 'on_hold':
      return { words: `On hold: ${onHoldWords(reason)}`, more: reason?.text ?? null, tone: 'quiet', action: 'retry' };
    case 'skipped':
      return {
        words: reason?.text ?? 'Needs an email or a website',
        more: 'Every provider needs data that this lead lacks. Add the data, then find the phone number again.',
        tone: 'quiet',
        action: null,
      };
  }
};

const onHoldWords = (reason: { code: string; text: string } | null): string => {
  if (reason === null) return 'see the job';
  if (reason.code === 'over_budget') return 'spending limit reached';
  return reason.text;
};

/**
 * Returns the phone cell of a lead.
 * @param mode the current mode: in live mode a sandbox number is test data and counts as missing
 */
export const phoneCell = (lead: PhoneOf, mode: Mode, name: Names): PhoneCell => {
  const withExtension = (text: string | null): string | null =>
    text === null || lead.phoneExtension === null ? text : `${text} ext. ${lead.phoneExtension}`;
  const number = withExtension(lead.phoneNumber);
  const reason = lead.phoneDetail?.reason ?? null;
  const base = {
    number,
    written: withExtension(lead.phoneFormatted ?? lead.phoneNumber),
    lineType: number === null ? null : lineTypeWords(lead.phoneType ?? null),
    unusual: number !== null && reason?.code === 'unusual_number' ? reason.text : null,
  };
  const isTestData = number !== null && lead.phoneMode === 'sandbox' && mode === 'live';
  const state = stateOf(lead, name);
  const isRunning = lead.phoneStatus === 'queued' || lead.phoneStatus === 'asking';
  const known = number !== null && !isTestData;
  if (lead.doNotContact === true && !isRunning && !known) {
    return {
      ...base,
      isTestData,
      source: null,
      words: 'Do not contact',
      more: 'Leads marked “do not contact” are never looked up.',
      tone: 'quiet',
      action: null,
    };
  }
  if (lead.suppressed === true && !isRunning && !known) {
    return {
      ...base,
      isTestData,
      source: null,
      words: 'On the suppression list',
      more: 'Leads on the suppression list are never looked up.',
      tone: 'quiet',
      action: null,
    };
  }
  return {
    ...base,
    isTestData,
    source: known ? sourceWords(lead.phoneProvider, name) : null,
    ...state,
    // With a number, the cell shows only a running lookup's state.
    ...(known && !isRunning ? { words: null, tone: 'good' as const, action: null } : {}),
    ...(isTestData && !isRunning
      ? {
          words: 'sandbox number',
          more: 'This number is test data from the sandbox, not a real phone number.',
          tone: 'warning' as const,
          action: 'find' as const,
        }
      : {}),
  };
};

/** Explains why no lead of a set can be looked up, from the reasons in its estimate. */
export const noLookupWords = (skipped: LookupEstimate['skipped']): string => {
  const reasons = skipped.filter(({ count }) => count > 0).map(({ reason }) => reason.text);
  return reasons.length === 0 ? 'There are no leads to look up.' : `No lead can be looked up: ${reasons.join(' · ')}.`;
};

/**
 * Returns the number that a provider found in the latest round and that the lead does not have, because a person
 * entered another one.
 */
export const offeredNumber = (
  lead: Pick<Lead, 'phoneNumber'>,
  lookup: Pick<PhoneLookup, 'attempts'>,
  mode: Mode,
): { provider: string; number: string } | null => {
  const latest = Math.max(0, ...lookup.attempts.map(({ round }) => round));
  for (const attempt of lookup.attempts.toReversed()) {
    if (attempt.round !== latest || attempt.mode !== mode || attempt.outcome !== 'found') continue;
    if (attempt.phoneNumber === null) continue;
    return attempt.phoneNumber === lead.phoneNumber
      ? null
      : { provider: attempt.provider, number: attempt.phoneNumber };
  }
  return null;
};
