import type { LeadPhone, Mode, StopAt } from '@tinygenesy/contract';
import { type PhoneColumns, phoneColumns } from '../../leads/phoneColumns.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { furtherPhones, numberSoFar, phonesBeside } from '../../leads/phonesBeside.ts';
import type { ParsedPhone } from '../../phones/phone.ts';
import { bestPhone } from './bestPhone.ts';
import type { AttemptRow, LeadRow } from './situation.ts';

/** The answers of a lookup that may change the lead's numbers. */
export interface Finds {
  /** The answer whose number the lead gets; null: the lead's number stays. */
  chosen: AttemptRow | null;
  /** Answers with other numbers. */
  also: readonly AttemptRow[];
  stopAt: StopAt;
}

/** The new numbers of a lead. */
export interface NewNumbers {
  number: (PhoneColumns & { phoneProvider: string; phoneMode: string; unusual: boolean }) | null;
  phones: LeadPhone[];
}

/**
 * Decides which number a lead gets, and which ones stand beside it. A typed or imported number stays and the found one is
 * offered, except that a mobile number that was asked for replaces an imported number of another type, which is kept.
 * Sandbox numbers are removed together, so none becomes a further number.
 */
export function numbersAfter(row: LeadRow, { chosen, also, stopAt }: Finds, now: Date): NewNumbers {
  const lead = leadValues(row);
  const phone = chosen && bestPhone(chosen.phone, stopAt);
  const replaces = chosen !== null && phone !== null && mayReplace(row, phone, { stopAt, mode: chosen.mode });
  const from = (line: AttemptRow): Pick<LeadPhone, 'source' | 'at'> => ({
    source: line.provider,
    at: (line.endedAt ?? now).toISOString(),
  });
  const beside = [...(replaces || stopAt === 'any' || chosen === null ? [] : [chosen]), ...also].filter(isLive);
  const more = beside.flatMap((line) => furtherPhones(bestPhone(line.phone, stopAt), from(line)));
  if (!replaces) return { number: null, phones: withoutRepeats([...lead.phones, ...more], row.phoneNumber) };
  const isReplaced = stopAt === 'mobile' && row.phoneNumber !== null && row.phoneMode !== 'sandbox';
  const before = isReplaced ? [numberSoFar(lead, row.phoneNumber ?? '')] : [];
  const kept = isLive(chosen) ? phonesBeside(lead, phone, from(chosen)) : lead.phones;
  return {
    number: {
      ...phoneColumns(phone),
      phoneProvider: chosen.provider,
      phoneMode: chosen.mode,
      unusual: phone.unusual,
    },
    phones: withoutRepeats([...kept, ...before, ...more], phone.e164),
  };
}

const isLive = (line: AttemptRow): boolean => line.mode === 'live';

function mayReplace(row: LeadRow, phone: ParsedPhone, { stopAt, mode }: { stopAt: StopAt; mode: string }): boolean {
  if (row.phoneNumber === null || (row.phoneProvider !== 'manual' && row.phoneProvider !== 'import')) return true;
  const isBetter = stopAt === 'mobile' && phone.type === 'mobile' && row.phoneType !== 'mobile';
  return isBetter && row.phoneProvider === 'import' && mode === ('live' satisfies Mode);
}

function withoutRepeats(phones: readonly LeadPhone[], chosen: string | null): LeadPhone[] {
  const numbers = new Set([chosen]);
  return phones.filter(({ number }) => !numbers.has(number) && Boolean(numbers.add(number)));
}
