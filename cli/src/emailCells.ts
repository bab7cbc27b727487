import type { Lead } from '@tinygenesy/contract';

/** The columns that are added by `--verify-emails`, in their order. */
export const emailColumns = ['email_verdict', 'email_reason', 'email_suggestion'] as const;

export interface EmailCells {
  /** A lead's verdict; empty where there is no e-mail. */
  verdict: string;
  reason: string;
  suggestion: string;
  /** Nothing is left to be found out. */
  final: boolean;
}

export const noEmailCells: EmailCells = { verdict: '', reason: '', suggestion: '', final: true };

/**
 * What the result says about the e-mail of a row's lead.
 * @param lead as it is now; null when it was deleted meanwhile
 */
export function emailCells(lead: Lead | null): EmailCells {
  if (lead === null || lead.email === null) return noEmailCells;
  return {
    verdict: lead.emailVerdict ?? 'unknown',
    reason: lead.emailVerdict === null ? 'It was not checked' : lead.emailReasons.map(({ text }) => text).join('; '),
    suggestion: lead.emailSuggestion ?? '',
    final: lead.emailVerdict !== null && lead.emailVerdict !== 'unknown',
  };
}
