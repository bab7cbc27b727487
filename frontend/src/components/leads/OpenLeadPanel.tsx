import { loadLater } from '../shell/loadLater.tsx';
import { useDeleteSelected } from './selection/useDeleteSelected.ts';
import { leadNeighbors } from './state/leadNeighbors.ts';
import type { LeadRows } from './state/useLeadRows.ts';
import type { OpenLead } from './state/useOpenLead.ts';
import type { RowCursor } from './state/useRowCursor.ts';

const LeadPanel = loadLater(async () => (await import('./panel/LeadPanel.tsx')).LeadPanel);

type OpenLeadPanelProps = { leadRows: LeadRows; cursor: RowCursor; openLead: OpenLead };

/** The panel of the open lead. It stays mounted without one, so that a deletion can be undone after the panel closed. */
export const OpenLeadPanel = ({ leadRows, cursor, openLead }: OpenLeadPanelProps) => {
  const { leadId, focusRequests, close } = openLead;
  const { deleteSelected } = useDeleteSelected(close);
  if (leadId === null) return null;
  return (
    <LeadPanel
      leadId={leadId}
      row={leadRows.leads.find(({ id }) => id === leadId)}
      neighbors={leadNeighbors(leadRows, cursor, openLead)}
      focusRequests={focusRequests}
      onClose={close}
      onDelete={() => deleteSelected({ leadIds: [leadId] })}
    />
  );
};
