import { ExportDialog, FindPhonesDialog, VerifyEmailsDialog } from './dialogsLater.ts';
import type { ListState } from './state/listState.ts';
import { leadSetOf, selectedCount, selectedOf, type Selection } from './state/selection.ts';
import type { LeadRows } from './state/useLeadRows.ts';

export type LeadDialog = 'findPhones' | 'verifyEmails' | 'exportShown' | 'exportSelected';

type LeadDialogsProps = {
  opened: LeadDialog | null;
  view: ListState;
  selection: Selection;
  leadRows: LeadRows;
  onClose: () => void;
};

/** The dialog that is open over the table, about the leads shown or selected. */
export const LeadDialogs = ({ opened, view, selection, leadRows, onClose }: LeadDialogsProps) => {
  const { total, totalIsAtLeast } = leadRows;
  const set = leadSetOf(selection);
  const selected = selectedCount(selection, total);
  switch (opened) {
    case null:
      return null;
    case 'findPhones':
      return set === null ? null : <FindPhonesDialog set={set} selected={selected} onClose={onClose} />;
    case 'verifyEmails':
      return set === null ? null : <VerifyEmailsDialog set={set} selected={selected} onClose={onClose} />;
    case 'exportShown':
      return <ExportDialog leads={view} total={total} totalIsAtLeast={totalIsAtLeast} onClose={onClose} />;
    case 'exportSelected':
      return (
        <ExportDialog
          leads={{ sort: view.sort, ...selectedOf(selection) }}
          total={selected}
          totalIsAtLeast={selection.kind === 'all' && totalIsAtLeast}
          onClose={onClose}
        />
      );
  }
};
