import type { Lead } from '@tinygenesy/contract';
import { useState } from 'react';

export type RowStep = number | 'first' | 'last';

/** The row that keys act on. */
export const useRowCursor = (leads: readonly Lead[], initialId: number | null) => {
  const [leadId, setLeadId] = useState(initialId);
  const index = leadId === null ? -1 : leads.findIndex(({ id }) => id === leadId);
  return {
    leadId,
    /** Position in the table; -1 when the row is not loaded. */
    index,
    lead: leads[index],
    moveTo: setLeadId,
    /** The position after a step, within the table. Without a cursor a step leads to the first row. */
    indexAfter: (step: RowStep): number => {
      const last = leads.length - 1;
      const goal = step === 'first' ? 0 : step === 'last' ? last : index < 0 ? 0 : index + step;
      return Math.min(last, Math.max(0, goal));
    },
  };
};

export type RowCursor = ReturnType<typeof useRowCursor>;
