import type { Lead, Mode } from '@tinygenesy/contract';
import { createContext, useContext } from 'react';

/** Data and actions that cells of the table need besides their lead. */
export type LeadActions = {
  mode: Mode;
  providerName: (id: string) => string;
  findPhone: (lead: Lead) => void;
  verifyEmail: (lead: Lead) => void;
  /** Takes the suggested correction of the email, and verifies it. */
  correctEmail: (lead: Lead) => void;
  copyPhone: (number: string) => void;
  /** @param index the lead's position in the table, if known */
  open: (leadId: number, index?: number) => void;
};

export const LeadActionsContext = createContext<LeadActions | null>(null);

export const useLeadActions = (): LeadActions => {
  const actions = useContext(LeadActionsContext);
  if (actions === null) throw new Error('useLeadActions needs a LeadActionsContext above it');
  return actions;
};
