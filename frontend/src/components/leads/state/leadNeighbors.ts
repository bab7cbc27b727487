import type { LeadRows } from './useLeadRows.ts';
import type { OpenLead } from './useOpenLead.ts';
import type { RowCursor } from './useRowCursor.ts';

/** The place of the open lead in the list, and the ways to the leads beside it. Null: there is none, or it is not loaded. */
export type LeadNeighbors = {
  /** From 1; null: the lead is not among the loaded rows. */
  position: number | null;
  count: number;
  previous: (() => void) | null;
  next: (() => void) | null;
};

/** Returns the place of the open lead in the list. A deleted lead's row is passed over. */
export const leadNeighbors = (rows: LeadRows, cursor: RowCursor, openLead: OpenLead): LeadNeighbors => {
  const { leadId } = openLead;
  const at = leadId === null ? -1 : cursor.leadId === leadId ? cursor.index : rows.indexOf(leadId);
  const beside = (step: 1 | -1): (() => void) | null => {
    if (at < 0) return null;
    for (let index = at + step; index >= 0 && index < rows.rowCount; index += step) {
      const lead = rows.leadAt(index);
      if (lead === undefined) return null;
      if (lead === null) continue;
      return () => {
        cursor.moveTo(lead.id, index);
        openLead.replace(lead.id);
      };
    }
    return null;
  };
  return {
    position: at < 0 ? null : at + 1,
    count: Math.max(rows.total, at + 1),
    previous: beside(-1),
    next: beside(1),
  };
};
