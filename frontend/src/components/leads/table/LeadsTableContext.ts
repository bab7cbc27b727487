import type { Lead, Mode } from '@tinygenesy/contract';
import { createContext, useContext } from 'react';

/** What the cells of the table need beyond their lead. */
export type LeadsTable = {
  mode: Mode;
  providerName: (id: string) => string;
  find: (lead: Lead) => void;
  /** Checks its e-mail. */
  verify: (lead: Lead) => void;
  copyPhone: (number: string) => void;
  open: (leadId: number) => void;
};

export const LeadsTableContext = createContext<LeadsTable | null>(null);

export const useLeadsTable = (): LeadsTable => {
  const table = useContext(LeadsTableContext);
  if (table === null) throw new Error('useLeadsTable is used outside of the table');
  return table;
};
