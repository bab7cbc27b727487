import type { LeadFilter } from '@tinygenesy/contract';
import { useEffect } from 'react';
import { useLeadPlace } from '../../api/leads/getLeadPlace.ts';
import { loadLater } from '../shell/loadLater.tsx';
import { useDeleteSelected } from './selection/useDeleteSelected.ts';
import { leadNeighbors } from './state/leadNeighbors.ts';
import { hasFilter, type ListState } from './state/listState.ts';
import type { LeadRows } from './state/useLeadRows.ts';
import type { OpenLead } from './state/useOpenLead.ts';
import type { RowCursor } from './state/useRowCursor.ts';

const LeadPanel = loadLater(async () => (await import('./panel/LeadPanel.tsx')).LeadPanel);

type OpenLeadPanelProps = {
  view: ListState;
  onFilter: (filter: LeadFilter) => void;
  leadRows: LeadRows;
  cursor: RowCursor;
  openLead: OpenLead;
};

/** The panel of the open lead. It stays mounted without one, so that a deletion can be undone after the panel closed. */
export const OpenLeadPanel = ({ view, onFilter, leadRows, cursor, openLead }: OpenLeadPanelProps) => {
  const { leadId, focusRequests, close } = openLead;
  const { deleteSelected } = useDeleteSelected(close);
  const neighbors = leadNeighbors(leadRows, cursor, openLead);
  // A lead that an address opened may be far down in the list, or not in it.
  const isSought = leadId !== null && neighbors.position === null && leadRows.query.isSuccess;
  const { data: place } = useLeadPlace(view, isSought ? leadId : null);
  const { moveTo } = cursor;
  // Not while the keys act on another row.
  const isAtCursor = cursor.leadId === leadId;
  useEffect(() => {
    if (isSought && isAtCursor && place != null) moveTo(leadId, place - 1);
  }, [isSought, isAtCursor, place, leadId, moveTo]);
  if (leadId === null) return null;
  return (
    <LeadPanel
      leadId={leadId}
      row={leadRows.leads.find(({ id }) => id === leadId)}
      neighbors={isSought ? { ...neighbors, position: place ?? null } : neighbors}
      onShowInList={isSought && place === null && hasFilter(view.filter) ? () => onFilter({}) : null}
      focusRequests={focusRequests}
      onClose={close}
      onDelete={() => deleteSelected({ leadIds: [leadId] })}
    />
  );
};
