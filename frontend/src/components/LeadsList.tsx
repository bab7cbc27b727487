import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Lead, LeadFilter, LeadSort, PhoneLookupStarted } from '@tinygenesy/contract';
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useOutletContext, useSearchParams } from 'react-router';
import { useLeadCount } from '../api/leads/getLeadCount.ts';
import { useLeads } from '../api/leads/getLeads.ts';
import { useMeta } from '../api/session/getMeta.ts';
import { useProviderName } from '../api/providers/getProviders.ts';
import { refreshLeadLists } from '../api/leads/leadCache.ts';
import { useLive } from '../api/live/liveContext.ts';
import { useVerifyLeadEmail } from '../api/emails/verifyLeadEmail.ts';
import { useStartPhoneLookup } from '../api/lookups/startPhoneLookup.ts';
import { tell, tellError, tellProblem } from '../app/notify.ts';
import { useParam } from '../app/useParam.ts';
import { BulkBar } from './leads/selection/BulkBar.tsx';
import { ExportDialog } from './leads/export/ExportDialog.tsx';
import { FindPhonesDialog } from './leads/findPhones/FindPhonesDialog.tsx';
import { hiddenAtFirst, leadColumns, leadTableFeatures } from './leads/table/leadColumns.tsx';
import { type LeadKeyActions, pressLeadKey } from './leads/table/leadKeys.ts';
import { leadName } from './leads/leadName.ts';
import { LeadPanel } from './leads/panel/LeadPanel.tsx';
import { LeadRow, leadRowId } from './leads/table/LeadRow.tsx';
import { LeadsHead } from './leads/table/LeadsHead.tsx';
import classes from './leads/table/LeadsTable.module.css';
import { type LeadsTable, LeadsTableContext } from './leads/table/LeadsTableContext.ts';
import { LeadsToolbar } from './leads/toolbar/LeadsToolbar.tsx';
import { hasFilter, readListState, writeListState } from './leads/state/listState.ts';
import { NoLeads } from './leads/table/NoLeads.tsx';
import { NoMatch } from './leads/table/NoMatch.tsx';
import {
  isSelected,
  leadSetOf,
  nothingSelected,
  select,
  selectedCount,
  selectedOf,
  type Selection,
} from './leads/state/selection.ts';
import { useFindByKey } from './leads/table/useFindByKey.tsx';
import { VerifyEmailsDialog } from './leads/verifyEmails/VerifyEmailsDialog.tsx';
import { messagesAddress } from './messages/messageSet.ts';
import { ErrorNote } from './shell/ErrorNote.tsx';
import { rescueFocus } from './shell/layers.ts';
import type { ShellContext } from './shell/Shell.tsx';
import { Working } from './shell/Working.tsx';

const rowHeight = 36;
const tickWidth = 38;
const noLeads: Lead[] = [];

/** Whether a whole row can be seen below the head of the table. */
const isInSight = (index: number, scroller: HTMLElement | null): boolean => {
  if (scroller === null) return false;
  const top = index * rowHeight;
  return top >= scroller.scrollTop && top + 2 * rowHeight <= scroller.scrollTop + scroller.clientHeight;
};

/** The table of leads: what matches the address, page after page, alive. */
export const LeadsList = () => {
  const client = useQueryClient();
  const live = useLive();
  const { addLead, importCsv } = useOutletContext<ShellContext>();
  const navigate = useNavigate();
  const [query, setQuery] = useSearchParams();
  const [openLead, setOpenLead] = useParam('lead');
  const openLeadId = openLead === null ? null : Number(openLead);
  const { filter, sort } = useMemo(() => readListState(query), [query]);
  const view = useMemo(() => ({ filter, sort }), [filter, sort]);

  const leads = useLeads(view);
  const leadCount = useLeadCount(filter);
  const { data: meta } = useMeta();
  const providerName = useProviderName();
  const startLookup = useStartPhoneLookup();
  const verifyEmail = useVerifyLeadEmail();

  const pages = leads.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.leads) ?? noLeads, [pages]);
  const total = leadCount.data?.total ?? rows.length;

  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [activeId, setActiveId] = useState<number | null>(openLeadId);
  const [panelCalls, setPanelCalls] = useState(0);
  const [otherRows, setOtherRows] = useState(false);
  const [finding, setFinding] = useState(false);
  const [verifying, setVerifying] = useState(false);
  const [exporting, setExporting] = useState<'shown' | 'selected' | null>(null);
  const lastTicked = useRef<number | null>(null);
  const pointerInside = useRef(false);
  const scroller = useRef<HTMLDivElement>(null);

  const filterKey = JSON.stringify(filter);
  const [filterSeen, setFilterSeen] = useState(filterKey);
  if (filterSeen !== filterKey) {
    setFilterSeen(filterKey);
    setOtherRows(false);
    // "All that match" meant the filter of before.
    if (selection.kind === 'all') setSelection(nothingSelected);
  }
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [filterKey, sort]);

  const show = (next: { filter?: LeadFilter; sort?: LeadSort }): void =>
    setQuery((before) => writeListState(before, { filter, sort, ...next }), { replace: true });

  // ── the table
  const [columnVisibility, setColumnVisibility] = useLocalStorage({
    key: 'tinygenesy.leads-columns',
    defaultValue: hiddenAtFirst,
    getInitialValueInEffect: false,
  });
  const [columnSizing, setColumnSizing] = useLocalStorage<Record<string, number>>({
    key: 'tinygenesy.leads-widths',
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const table = useTable({
    features: leadTableFeatures,
    columns: leadColumns,
    data: rows,
    getRowId: (lead) => String(lead.id),
    columnResizeMode: 'onChange',
    state: { columnVisibility, columnSizing },
    onColumnVisibilityChange: setColumnVisibility,
    onColumnSizingChange: setColumnSizing,
  });
  const tableRows = table.getRowModel().rows;
  const shownColumns = table.getVisibleLeafColumns();
  const columnsKey = shownColumns.map(({ id }) => id).join();
  const gridTemplateColumns = [
    `${tickWidth}px`,
    ...shownColumns.map((column, index) =>
      index === shownColumns.length - 1 ? `minmax(${column.getSize()}px, 1fr)` : `${column.getSize()}px`,
    ),
  ].join(' ');
  const width = tickWidth + shownColumns.reduce((sum, column) => sum + column.getSize(), 0);

  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => tableRows[index]?.id ?? index,
    overscan: 12,
    // The head lies over the first row's place.
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
  });
  const items = virtualizer.getVirtualItems();

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = leads;
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastShown >= tableRows.length - 30 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [lastShown, tableRows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  // ── live changes
  const range = useRef({ first: 0, last: 0 });
  useEffect(() => {
    range.current = { first: items[0]?.index ?? 0, last: Math.max(0, lastShown) };
  });
  useEffect(() => {
    if (live === null) return;
    live.setOnScreen(() => {
      const pageIndexes: number[] = [];
      let start = 0;
      (pages ?? []).forEach((page, index) => {
        const end = start + page.leads.length;
        if (start <= range.current.last && end > range.current.first) pageIndexes.push(index);
        start = end;
      });
      return {
        view,
        pageIndexes,
        onOtherRows: () => {
          const nobodyLooks = rows.length === 0 || ((scroller.current?.scrollTop ?? 0) === 0 && !pointerInside.current);
          if (nobodyLooks) void refreshLeadLists(client);
          else setOtherRows(true);
        },
      };
    });
    return () => live.setOnScreen(null);
  }, [live, client, view, pages, rows.length]);

  // ── what a person does
  const startLookupNow = startLookup.mutateAsync;
  const find = useCallback(
    async (lead: Lead): Promise<PhoneLookupStarted | null> => {
      try {
        return await startLookupNow({ lead });
      } catch (error) {
        tellError(`${leadName(lead)} is not being looked up`, error);
        return null;
      }
    },
    [startLookupNow],
  );
  const findByKey = useFindByKey(find);
  const verifyNow = verifyEmail.mutate;
  const verify = useCallback(
    (lead: Lead) => {
      if (lead.email === null) return;
      verifyNow(lead, { onError: (error) => tellError(`The e-mail of ${leadName(lead)} was not checked`, error) });
    },
    [verifyNow],
  );
  const openPanel = useCallback(
    (leadId: number) => {
      setActiveId(leadId);
      setOpenLead(String(leadId));
      setPanelCalls((calls) => calls + 1);
    },
    [setOpenLead],
  );
  const cells = useMemo(
    (): LeadsTable => ({
      mode: meta?.mode ?? 'sandbox',
      providerName,
      find: (lead) => void find(lead),
      verify,
      copyPhone: (number) => {
        navigator.clipboard.writeText(number).then(
          () => tell(`${number} copied.`),
          () =>
            tellProblem(
              'The number was not copied',
              'The browser does not allow it here. Select the number and copy it by hand.',
            ),
        );
      },
      open: openPanel,
    }),
    [meta?.mode, providerName, find, verify, openPanel],
  );

  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const latestIds = useRef(ids);
  useEffect(() => {
    latestIds.current = ids;
  });
  const tick = useCallback((leadId: number, ticked: boolean, withShift: boolean) => {
    const all = latestIds.current;
    const from = lastTicked.current === null ? -1 : all.indexOf(lastTicked.current);
    const to = all.indexOf(leadId);
    const range = withShift && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [leadId];
    setSelection((before) => select(before, range, ticked));
    lastTicked.current = leadId;
    setActiveId(leadId);
  }, []);
  const activate = useCallback((leadId: number) => setActiveId(leadId), []);

  const activeIndex = activeId === null ? -1 : ids.indexOf(activeId);
  const activeLead = rows[activeIndex];
  /** A key that does something to a row first brings it into sight. */
  const withActiveLead = (act: (lead: Lead) => void) => (): void => {
    if (activeLead === undefined) return;
    if (isInSight(activeIndex, scroller.current)) act(activeLead);
    else virtualizer.scrollToIndex(activeIndex);
  };
  const keyActions: LeadKeyActions = {
    move: (by, selecting) => {
      const goal = by === 'first' ? 0 : by === 'last' ? rows.length - 1 : activeIndex < 0 ? 0 : activeIndex + by;
      const index = Math.min(rows.length - 1, Math.max(0, goal));
      const lead = rows[index];
      if (lead === undefined) return;
      if (selecting) {
        const passed = ids.slice(Math.min(Math.max(activeIndex, 0), index), Math.max(activeIndex, index) + 1);
        setSelection((before) => select(before, passed, true));
      }
      setActiveId(lead.id);
      if (openLeadId !== null) setOpenLead(String(lead.id));
      virtualizer.scrollToIndex(index);
    },
    toggle: withActiveLead((lead) => tick(lead.id, !isSelected(selection, lead.id), false)),
    open: withActiveLead((lead) => openPanel(lead.id)),
    find: withActiveLead(findByKey),
    verify: withActiveLead(verify),
    copy: withActiveLead((lead) => {
      if (lead.phoneNumber !== null) cells.copyPhone(lead.phoneNumber);
    }),
    escape: openLeadId === null ? () => setSelection(nothingSelected) : null,
  };

  const gridStyle: CSSProperties & { '--columns': string } = {
    width,
    height: virtualizer.getTotalSize() + 2 * rowHeight,
    '--columns': gridTemplateColumns,
  };
  const selectedLoaded = ids.filter((id) => isSelected(selection, id)).length;
  const set = leadSetOf(selection);
  const hasSelection = set !== null;
  // On arrival, and when the buttons for the selection go with it.
  useEffect(() => {
    if (!leads.isPending) rescueFocus();
  }, [hasSelection, leads.isPending]);
  const nothingThere = leads.isSuccess && !leads.isPlaceholderData && rows.length === 0 && !leads.hasNextPage;

  return (
    <LeadsTableContext value={cells}>
      <LeadsToolbar
        filter={filter}
        onFilter={(next) => show({ filter: next })}
        columns={table
          .getAllLeafColumns()
          .filter((column) => column.getCanHide())
          .map((column) => ({
            id: column.id,
            label: typeof column.columnDef.header === 'string' ? column.columnDef.header : column.id,
            visible: column.getIsVisible(),
            toggle: () => column.toggleVisibility(),
          }))}
        onExport={() => setExporting('shown')}
      />
      <div className={classes['frame']}>
        {otherRows ? (
          <Button
            size="compact-xs"
            radius="xl"
            className={classes['otherRows'] ?? ''}
            onClick={() => {
              setOtherRows(false);
              scroller.current?.scrollTo({ top: 0 });
              void refreshLeadLists(client);
            }}
          >
            The list has changed · Show
          </Button>
        ) : null}
        {leads.isPending ? (
          leads.failureReason === null ? (
            <div style={{ flex: 1 }}>
              <Working>Loading leads…</Working>
            </div>
          ) : (
            <div style={{ flex: 1 }}>
              <ErrorNote what="The leads can’t be loaded at the moment" error={leads.failureReason} />
            </div>
          )
        ) : leads.isError && rows.length === 0 ? (
          <div style={{ flex: 1 }}>
            <ErrorNote what="The leads could not be loaded" error={leads.error} onRetry={() => void leads.refetch()} />
          </div>
        ) : nothingThere ? (
          <div style={{ flex: 1, overflow: 'auto' }}>
            {hasFilter(filter) ? (
              <NoMatch onClear={() => show({ filter: {} })} />
            ) : (
              <NoLeads onAdd={addLead} onImport={importCsv} />
            )}
          </div>
        ) : (
          <div
            ref={scroller}
            className={classes['scroll']}
            role="grid"
            aria-label="Leads"
            aria-rowcount={total + 1}
            aria-colcount={shownColumns.length + 1}
            aria-multiselectable
            aria-busy={leads.isPlaceholderData}
            aria-activedescendant={activeIndex < 0 ? undefined : leadRowId(ids[activeIndex] ?? 0)}
            tabIndex={0}
            data-focus-home
            onKeyDown={(event) => pressLeadKey(event, keyActions)}
            style={leads.isPlaceholderData ? { opacity: 0.55 } : undefined}
            onFocus={(event) => {
              // What a click focused in a row may go with the next change of it; the keys are the table's.
              if (event.target !== event.currentTarget && event.target.closest('[data-row]') !== null) {
                event.currentTarget.focus({ preventScroll: true });
              }
              if (activeIndex < 0) setActiveId(ids[0] ?? null);
            }}
            onPointerEnter={() => {
              pointerInside.current = true;
            }}
            onPointerLeave={() => {
              pointerInside.current = false;
            }}
          >
            <div className={classes['grid']} role="presentation" style={gridStyle}>
              {table.getHeaderGroups().map((group) => (
                <LeadsHead
                  key={group.id}
                  group={group}
                  columns={gridTemplateColumns}
                  sort={sort}
                  onSort={(next) => show({ sort: next })}
                  ticked={selectedLoaded === 0 ? 'none' : selectedLoaded === ids.length ? 'all' : 'some'}
                  onTickAll={(ticked) => {
                    if (selection.kind === 'all') setSelection(nothingSelected);
                    else setSelection((before) => select(before, ids, ticked));
                  }}
                />
              ))}
              {items.map((item) => {
                const row = tableRows[item.index];
                if (row === undefined) return null;
                return (
                  <LeadRow
                    key={row.id}
                    row={row}
                    index={item.index}
                    top={item.start}
                    selected={isSelected(selection, row.original.id)}
                    active={row.original.id === activeId}
                    open={row.original.id === openLeadId}
                    columnsKey={columnsKey}
                    onActivate={activate}
                    onTick={tick}
                  />
                );
              })}
              <div className={classes['below']} style={{ top: virtualizer.getTotalSize() + rowHeight }}>
                {isFetchingNextPage ? 'Loading more leads…' : null}
                {isFetchNextPageError && !isFetchingNextPage ? (
                  <>
                    More leads could not be loaded.
                    <Button size="compact-xs" variant="subtle" onClick={() => void fetchNextPage()}>
                      Try again
                    </Button>
                  </>
                ) : null}
                {!hasNextPage && rows.length > 20 ? 'That is all.' : null}
              </div>
            </div>
          </div>
        )}
        {openLeadId !== null && Number.isInteger(openLeadId) && openLeadId > 0 ? (
          <LeadPanel leadId={openLeadId} calls={panelCalls} onClose={() => setOpenLead(null)} />
        ) : null}
      </div>
      <BulkBar
        selection={selection}
        total={total}
        totalIsAtLeast={leadCount.data?.isAtLeast ?? false}
        onSelectAll={() => setSelection({ kind: 'all', filter, except: new Set() })}
        onClear={() => setSelection(nothingSelected)}
        onFindPhones={() => setFinding(true)}
        onVerifyEmails={() => setVerifying(true)}
        onWriteMessage={() => {
          if (set === null) return;
          const { to, state } = messagesAddress(set);
          void navigate(to, { state });
        }}
        onExport={() => setExporting('selected')}
      />
      {exporting === null ? null : (
        <ExportDialog
          leads={exporting === 'shown' ? { filter, sort } : { sort, ...selectedOf(selection) }}
          total={exporting === 'shown' ? total : selectedCount(selection, total)}
          totalIsAtLeast={(exporting === 'shown' || selection.kind === 'all') && (leadCount.data?.isAtLeast ?? false)}
          onClose={() => setExporting(null)}
        />
      )}
      {finding && set !== null ? (
        <FindPhonesDialog
          set={set}
          selected={selectedCount(selection, total)}
          onClose={() => setFinding(false)}
          onStarted={() => setFinding(false)}
        />
      ) : null}
      {verifying && set !== null ? (
        <VerifyEmailsDialog
          set={set}
          selected={selectedCount(selection, total)}
          onClose={() => setVerifying(false)}
          onStarted={() => setVerifying(false)}
        />
      ) : null}
    </LeadsTableContext>
  );
};
