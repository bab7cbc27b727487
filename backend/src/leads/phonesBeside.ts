import type { LeadPhone } from '@tinygenesy/contract';
import type { ParsedPhone } from '../phones/phone.ts';

interface LeadNumbers {
  phoneNumber: string | null;
  phoneExtension: string | null;
  phoneType: string | null;
  phoneProvider: string | null;
  phoneMode: string | null;
  phoneCheckedAt: Date | null;
  phones: LeadPhone[];
}

/**
 * Returns a lead's further numbers after another number was chosen. If it was one of the further numbers, the
 * number so far takes its place among them. Other numbers in the same input are added.
 * @param from where the number is from (`manual` or a provider's id), and when it was found
 */
export function phonesBeside(
  before: LeadNumbers,
  typed: ParsedPhone,
  from: Pick<LeadPhone, 'source' | 'at'>,
): LeadPhone[] {
  const isTestNumber = before.phoneMode === 'sandbox';
  const isSwap = !isTestNumber && before.phones.some(({ number }) => number === typed.e164);
  const soFar = isSwap && before.phoneNumber !== null ? [numberSoFar(before, before.phoneNumber)] : [];
  const typedToo = (typed.further ?? []).flatMap((phone) => furtherPhones(phone, from));
  const numbers = new Set([typed.e164]);
  return [...soFar, ...before.phones, ...typedToo].filter(
    ({ number }) => !numbers.has(number) && Boolean(numbers.add(number)),
  );
}

/** Returns the numbers of an input as further numbers of a lead, the first one first. */
export function furtherPhones(phone: ParsedPhone | null, from: Pick<LeadPhone, 'source' | 'at'>): LeadPhone[] {
  if (phone === null) return [];
  return [phone, ...(phone.further ?? [])].map(({ e164, extension, type, unusual }) => ({
    number: e164,
    extension,
    type,
    doNotCall: null,
    unusual,
    ...from,
  }));
}

/** Returns the lead's chosen number as a further one. */
export const numberSoFar = (lead: LeadNumbers, number: string): LeadPhone => ({
  number,
  extension: lead.phoneExtension,
  type: lead.phoneType,
  source: lead.phoneProvider ?? 'manual',
  doNotCall: null,
  unusual: false,
  at: lead.phoneCheckedAt?.toISOString() ?? null,
});
