import { Text } from '@mantine/core';
import type { ImportFix, ImportRow } from '@tinygenesy/contract';
import { useEffect, useMemo, useRef } from 'react';
import { type ImportRowsView, useImportRows } from '../../../api/imports/getImportRows.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import classes from '../Import.module.css';
import type { RowColumn } from '../mapping.ts';
import { RowsGrid } from './RowsGrid.tsx';
import { RowsToolbar } from './RowsToolbar.tsx';

type ImportRowsProps = {
  id: number;
  columns: readonly RowColumn[];
  view: ImportRowsView;
  onView: (view: ImportRowsView) => void;
  /** Settings or state that the results depend on; null until the server has saved them. */
  basis: string | null;
  /** Corrections of a draft. Without it the rows are read-only. */
  editing?: { fixes: readonly ImportFix[]; onFix: (fix: ImportFix) => void };
  onRows?: (rows: readonly ImportRow[]) => void;
};

const noRows: ImportRow[] = [];

const emptyWords = ({ problem, state }: ImportRowsView): string => {
  if (problem === undefined && state === undefined) return 'The file has no rows.';
  return problem === 'any' ? 'No rows have issues.' : 'No rows match this filter.';
};

/** The rows of a file with their results, loaded page by page while the user scrolls. */
export const ImportRows = ({ id, columns, view, onView, basis, editing, onRows }: ImportRowsProps) => {
  const query = useImportRows(id, view, basis);
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.rows) ?? noRows, [pages]);
  useEffect(() => onRows?.(rows), [rows, onRows]);
  const { problem, field, state } = view;
  const section = useRef<HTMLElement>(null);
  const isDraft = editing !== undefined;
  useEffect(() => {
    // On a small screen the rows of a draft are far below the pressed filter.
    if (isDraft && (problem !== undefined || state !== undefined)) {
      section.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [isDraft, problem, field, state]);

  return (
    <section ref={section} className={classes['rows']} aria-label="Rows of the file">
      <RowsToolbar view={view} onView={onView} isDraft={isDraft} />
      <Loaded query={query} loading="Loading rows…" failed="Couldn’t load the rows" showsRetries>
        {() =>
          rows.length === 0 && !query.hasNextPage ? (
            <Text size="sm" c="dimmed" ta="center" p="xl">
              {emptyWords(view)}
            </Text>
          ) : (
            <RowsGrid
              key={JSON.stringify(view)}
              rows={rows}
              fieldInView={field ?? null}
              columns={columns}
              {...(editing === undefined ? {} : { editing })}
              isStale={query.isPlaceholderData}
              isLoadingMore={query.isFetchingNextPage}
              onEnd={() => {
                if (query.hasNextPage && !query.isFetchingNextPage && !query.isFetchNextPageError)
                  void query.fetchNextPage();
              }}
            />
          )
        }
      </Loaded>
    </section>
  );
};
