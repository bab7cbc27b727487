import type { Lead } from '@tinygenesy/contract';

/** The columns that `--verify-emails` adds, in order. */
export const emailColumns = ['email_verdict', 'email_reason', 'email_suggestion'] as const;

export interface EmailCells {
  /** A lead's verdict; empty: it has no email. */
  verdict: string;
  reason: string;
  suggestion: string;
  /** Whether another run would not change the verdict. */
  final: boolean;
}

export const noEmailCells: EmailCells = { verdict: '', reason: '', suggestion: '', final: true };

/**
 * Returns the email columns of a row.
 * @param lead its current state; null: it was deleted
 */
export function emailCells(lead: Lead | null): EmailCells {
  if (lead === null || lead.email === null) return noEmailCells;
  return {
    verdict: lead.emailVerdict ?? 'unknown',
    reason: lead.emailVerdict === null ? 'Not verified' : lead.emailReasons.map(({ text }) => text).join('; '),
    suggestion: lead.emailSuggestion ?? '',
    final: lead.emailVerdict !== null && lead.emailVerdict !== 'unknown',
  };
}
