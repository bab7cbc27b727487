import type { ImportFix, ImportRow } from '@tinygenesy/contract';
import { useMemo } from 'react';
import { cellFixes } from '../fixes.ts';
import type { RowColumn } from '../mapping.ts';
import { cellId } from './cellId.ts';
import { gridStyle } from './gridLayout.ts';
import { GridRow } from './GridRow.tsx';
import classes from './RowsGrid.module.css';
import { RowsHead } from './RowsHead.tsx';
import { useCellCursor } from './useCellCursor.ts';
import { useDrawnRows } from './useDrawnRows.ts';

/** Line, result and reason. */
const fixedColumns = 3;

type RowsGridProps = {
  rows: readonly ImportRow[];
  columns: readonly RowColumn[];
  /** The field that is scrolled into view first. */
  fieldInView: string | null;
  editing?: { fixes: readonly ImportFix[]; onFix: (fix: ImportFix) => void };
  /** The rows belong to an earlier query; the new ones are loading. */
  isStale: boolean;
  isLoadingMore: boolean;
  /** The last rows are almost visible. */
  onEnd: () => void;
};

/** The rows of a file as a spreadsheet. */
export const RowsGrid = ({ rows, columns, fieldInView, editing, isStale, isLoadingMore, onEnd }: RowsGridProps) => {
  const grid = useDrawnRows(rows, onEnd);
  const { scroller } = grid;
  const cursor = useCellCursor({ rows, columns, grid, onFix: editing?.onFix, fieldInView, isStale });
  const { active, current, setActive, setIsEditing } = cursor;
  const fixes = useMemo(() => cellFixes(editing?.fixes ?? []), [editing?.fixes]);
  return (
    <div
      ref={scroller}
      className={classes['scroll']}
      role="grid"
      aria-label="Rows"
      aria-busy={isStale}
      aria-colcount={fixedColumns + columns.length}
      aria-readonly={editing === undefined}
      aria-activedescendant={current === undefined ? undefined : cellId(current.row, active.column)}
      tabIndex={0}
      style={isStale ? { opacity: 0.6 } : undefined}
      onKeyDown={cursor.onKeyDown}
    >
      <div className={classes['grid']} role="presentation" style={gridStyle(columns, grid.height)}>
        <RowsHead columns={columns} isDone={editing === undefined} />
        {grid.drawn.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const isActive = item.index === active.row;
          return (
            <GridRow
              key={item.key}
              row={row}
              columns={columns}
              top={item.start}
              height={item.size}
              fixes={fixes}
              isEditable={editing !== undefined}
              activeColumn={isActive ? active.column : null}
              isEditing={isActive && cursor.isEditing}
              onBegin={(column) => {
                setActive({ row: item.index, column });
                setIsEditing(editing !== undefined);
              }}
              onEnd={(value) => {
                setIsEditing(false);
                scroller.current?.focus({ preventScroll: true });
                const field = columns[active.column]?.target;
                if (value !== null && field !== undefined) editing?.onFix({ row: row.row, field, value });
              }}
              onSkip={() => editing?.onFix({ row: row.row, action: 'skip' })}
            />
          );
        })}
        {isLoadingMore ? (
          <div className={classes['below']} style={{ top: grid.endsAt }}>
            Loading more rows…
          </div>
        ) : null}
      </div>
    </div>
  );
};
