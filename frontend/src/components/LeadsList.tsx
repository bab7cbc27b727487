import { VisuallyHidden } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { StoppedJobs } from './jobs/StoppedJobs.tsx';
import { type LeadDialog, LeadDialogs } from './leads/LeadDialogs.tsx';
import { OpenLeadPanel } from './leads/OpenLeadPanel.tsx';
import { SelectionBar } from './leads/selection/SelectionBar.tsx';
import { hasFilter } from './leads/state/listState.ts';
import { leadSetOf } from './leads/state/selection.ts';
import { useLeadRows } from './leads/state/useLeadRows.ts';
import { useListState } from './leads/state/useListState.ts';
import { useLiveRows } from './leads/state/useLiveRows.ts';
import { useOpenLead } from './leads/state/useOpenLead.ts';
import { useRowCursor } from './leads/state/useRowCursor.ts';
import { useRowsInSight } from './leads/state/useRowsInSight.ts';
import { useSelection } from './leads/state/useSelection.ts';
import { insteadOfRows } from './leads/table/insteadOfRows.tsx';
import { LeadActionsContext } from './leads/table/LeadActionsContext.ts';
import { LeadsGrid } from './leads/table/LeadsGrid.tsx';
import classes from './leads/table/LeadsTable.module.css';
import { SearchContext, useCreateTableSearch } from './leads/table/SearchContext.ts';
import { SkipTable } from './leads/table/SkipTable.tsx';
import { useCreateLeadActions } from './leads/table/useCreateLeadActions.ts';
import { useTableColumns } from './leads/table/columns/useTableColumns.ts';
import { LeadsToolbar } from './leads/toolbar/LeadsToolbar.tsx';
import { rescueFocus } from './shell/layers.ts';
import { screenTitles } from './shell/screenTitles.ts';

type Shown = { isPending: boolean; hasSelection: boolean; hasRows: boolean };

/** The focus is lost on arrival, and when the selection bar or the empty table disappears with the focused button. */
const useRescuedFocus = ({ isPending, hasSelection, hasRows }: Shown): void =>
  useEffect(() => {
    if (!isPending) rescueFocus();
  }, [hasSelection, isPending, hasRows]);

/** The screen of leads: filters, table, panel of one lead, and bulk actions. Each kind of state has one hook here. */
export const LeadsList = () => {
  const { view, setFilter, setSort } = useListState();
  const leadRows = useLeadRows(view);
  const openLead = useOpenLead();
  const cursor = useRowCursor(leadRows, openLead.leadId);
  const selection = useSelection(leadRows, view.filter);
  const [dialog, setDialog] = useState<LeadDialog | null>(null);
  const sight = useRowsInSight();
  const liveRows = useLiveRows(view, leadRows, sight);
  const columns = useTableColumns();
  const search = useCreateTableSearch(view.filter.q, columns.shown);

  const { moveTo } = cursor;
  const { open } = openLead;
  const openPanel = useCallback(
    (leadId: number, index?: number): void => {
      moveTo(leadId, index);
      open(leadId);
    },
    [moveTo, open],
  );
  const { actions, findByKey } = useCreateLeadActions(openPanel);

  const hasSelection = leadSetOf(selection.selection) !== null;
  const instead = insteadOfRows({
    leadRows,
    isFiltered: hasFilter(view.filter),
    onClearFilter: () => setFilter({}),
  });
  useRescuedFocus({ isPending: leadRows.query.isPending, hasSelection, hasRows: instead === null });

  return (
    <LeadActionsContext value={actions}>
      <VisuallyHidden component="h1">{screenTitles['/leads']}</VisuallyHidden>
      <LeadsToolbar
        view={view}
        onFilter={setFilter}
        onSort={setSort}
        columns={columns}
        liveRows={liveRows}
        onExport={() => setDialog('exportShown')}
      />
      <StoppedJobs />
      <div className={classes['frame']}>
        {instead === null ? (
          <SkipTable>
            <SearchContext value={search}>
              <LeadsGrid
                leadRows={leadRows}
                columns={columns}
                view={view}
                onSort={setSort}
                cursor={cursor}
                selection={selection}
                openLead={openLead}
                sight={sight}
                onFindByKey={findByKey}
              />
            </SearchContext>
          </SkipTable>
        ) : (
          <div className={classes['instead']}>{instead}</div>
        )}
        <OpenLeadPanel view={view} onFilter={setFilter} leadRows={leadRows} cursor={cursor} openLead={openLead} />
      </div>
      <SelectionBar selection={selection} leadRows={leadRows} onFilter={setFilter} onDialog={setDialog} />
      <LeadDialogs
        opened={dialog}
        view={view}
        selection={selection.selection}
        leadRows={leadRows}
        onClose={() => setDialog(null)}
      />
    </LeadActionsContext>
  );
};
