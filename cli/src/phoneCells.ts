import { isSampleLead } from '@tinygenesy/backend/isSampleLead';
import { sandboxNote } from '@tinygenesy/backend/sandboxNote';
import type { Lead, Mode } from '@tinygenesy/contract';

/** The columns that are always added, in order. */
export const phoneColumns = ['phone_number', 'phone_status', 'phone_provider', 'phone_reason'] as const;

export interface PhoneCells {
  number: string;
  /** A lead's phone status; `invalid` for a row that can't be a lead. */
  status: string;
  provider: string;
  reason: string;
  /** Whether another run would not change the row. */
  final: boolean;
  isSandboxNumber: boolean;
}

const finalStatuses: ReadonlySet<string> = new Set(['found', 'no_data', 'skipped']);

export const invalidCells = (reason: string): PhoneCells => ({ ...noNumber('invalid', reason), final: true });

/** Returns the phone columns of a row that the suppression list left out. */
export const suppressedCells = (reason: string): PhoneCells => noNumber('skipped', reason);

/**
 * Returns the phone columns of a row.
 * @param lead its current state; null: it was deleted
 * @param mode of the instance: in live mode a sandbox number counts as missing
 */
export function phoneCells(lead: Lead | null, mode: Mode): PhoneCells {
  if (lead === null) return noNumber('skipped', 'The lead was deleted');
  const reason = reasonOf(lead);
  const isSandboxNumber = lead.phoneMode === 'sandbox';
  if (lead.phoneNumber !== null && !(isSandboxNumber && mode === 'live')) {
    const reasons = [reason, ...(isSandboxNumber ? [sandboxNote] : [])].filter((part) => part !== '');
    return {
      number: lead.phoneExtension === null ? lead.phoneNumber : `${lead.phoneNumber} ext. ${lead.phoneExtension}`,
      status: 'found',
      provider: lead.phoneProvider ?? '',
      reason: reasons.join('; '),
      final: true,
      isSandboxNumber,
    };
  }
  if (lead.doNotContact) return noNumber('skipped', 'Marked do not contact');
  if (lead.suppressed) return noNumber('skipped', 'On the suppression list');
  if (lead.phoneStatus !== 'none' && lead.phoneStatus !== 'found') return noNumber(lead.phoneStatus, reason);
  return noNumber(
    'skipped',
    mode === 'live' && isSampleLead(lead)
      ? 'Sample leads are never sent to real providers'
      : 'Missing input: email or company website',
  );
}

const noNumber = (status: string, reason: string): PhoneCells => ({
  number: '',
  status,
  provider: '',
  reason,
  final: finalStatuses.has(status),
  isSandboxNumber: false,
});

function reasonOf({ phoneDetail, phoneStatus }: Lead): string {
  const text = phoneDetail?.reason?.text ?? '';
  if (phoneStatus !== 'incomplete') return text;
  const failures = (phoneDetail?.failed ?? []).map(({ reason }) => reason.text);
  return failures.length === 0 ? text : `${text} (${failures.join('; ')})`;
}
