import type { ImportFix, ImportIssue, ImportRow } from '@tinygenesy/contract';
import { type CSSProperties, useState } from 'react';
import { targetLabel } from '../../../words/import.ts';
import type { RowColumn } from '../mapping.ts';
import { cellId } from './cellId.ts';
import classes from './RowsGrid.module.css';

type CellInputProps = { label: string; value: string; onEnd: (value: string | null) => void };

const CellInput = ({ label, value, onEnd }: CellInputProps) => {
  const [draft, setDraft] = useState(value);
  const end = (saves: boolean): void => onEnd(saves && draft !== value ? draft : null);
  return (
    <input
      className={classes['input']}
      aria-label={label}
      autoFocus
      // Escape discards the typed value and must not close the dialog.
      data-mantine-stop-propagation="true"
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === 'Enter');
      }}
    />
  );
};

/** Longest text of a cell, in characters. An unclosed quotation mark makes a cell very long. */
const mostShown = 300;
const shortened = (text: string): string => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text);

type EditableCellProps = {
  row: ImportRow;
  column: RowColumn;
  columnIndex: number;
  /** Position of a cell in a frozen column. */
  frozen: CSSProperties | undefined;
  issue: ImportIssue | undefined;
  fix: ImportFix | undefined;
  isEditable: boolean;
  isActive: boolean;
  isEditing: boolean;
  onBegin: () => void;
  onEnd: (value: string | null) => void;
};

/** A cell of the file, or its corrected value. A draft's cell is edited in place. */
export const EditableCell = ({
  row,
  column,
  columnIndex,
  frozen,
  issue,
  fix,
  isEditable,
  isActive,
  isEditing,
  onBegin,
  onEnd,
}: EditableCellProps) => {
  const inFile = row.cells?.[column.index] ?? '';
  // A correction for all rows with one issue: the server returns the new value.
  const shared = issue?.code === 'corrected' ? (issue.value ?? '') : null;
  const value = fix === undefined ? (shared ?? inFile) : (fix.value ?? (fix.action === 'blank' ? '' : inFile));
  const severity = issue === undefined || issue.severity === 'note' ? undefined : issue.severity;
  const title = [issue?.text, fix === undefined ? null : `In the file: “${shortened(inFile)}”`]
    .filter(Boolean)
    .join(' · ');
  return (
    <span
      role="gridcell"
      id={cellId(row.row, columnIndex)}
      className={[classes['cell'], isEditable && classes['editable'], frozen && classes['frozen']]
        .filter(Boolean)
        .join(' ')}
      style={frozen}
      data-severity={severity}
      data-fixed={fix !== undefined || shared !== null || undefined}
      data-active={isActive || undefined}
      aria-invalid={severity === 'error' || undefined}
      aria-readonly={!isEditable}
      title={shortened(title === '' ? value : title)}
      onClick={() => {
        if (!isEditing) onBegin();
      }}
    >
      <span className={classes['text']} dir="auto">
        {shortened(value)}
      </span>
      {isEditing ? (
        <CellInput label={`${targetLabel(column.target)}, line ${row.line}`} value={value} onEnd={onEnd} />
      ) : null}
    </span>
  );
};
