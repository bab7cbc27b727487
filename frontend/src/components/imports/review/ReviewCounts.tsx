import { Text, UnstyledButton } from '@mantine/core';
import type { ImportPreview } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { expectedResults } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import classes from '../Import.module.css';

const cssColor = (color: string): string => `var(--mantine-color-${color.replace('.', '-')})`;

type ReviewCountsProps = {
  preview: ImportPreview;
  /** Progress of the counting; null when it is complete. */
  counting: string | null;
  state: string | undefined;
  onState: (state: string | undefined) => void;
  /** The rule that decides between these results, at the end of the line. */
  children: ReactNode;
};

/** Counts of expected results, which add up to the rows of the file. Each count filters the rows. */
export const ReviewCounts = ({ preview, counting, state, onState, children }: ReviewCountsProps) => {
  const rows = preview.create + preview.update + preview.skip + preview.invalid;
  return (
    <div className={classes['counts']} role="group" aria-label="Expected result">
      <Text size="sm" fw={600} className="tnum" role="status" aria-label="Rows">
        {count(rows)} {rows === 1 ? 'row' : 'rows'}
        {counting === null ? ':' : ` (${counting}):`}
      </Text>
      {expectedResults.map(({ key, label, color }) => (
        <UnstyledButton
          key={key}
          className={classes['result']}
          aria-pressed={state === key}
          onClick={() => onState(state === key ? undefined : key)}
        >
          <span className={classes['resultDot']} style={{ background: cssColor(color) }} aria-hidden />
          <b className="tnum">{count(preview[key])}</b> {label}
        </UnstyledButton>
      ))}
      {preview.problems.length > 0 ? null : (
        <Text size="sm" c="dimmed">
          {counting === null ? 'No issues: all rows are ready.' : 'No issues found so far.'}
        </Text>
      )}
      {preview.warnings === 0 ? null : (
        <Text size="sm" c="dimmed" className="tnum">
          {count(preview.warnings)} with a warning
        </Text>
      )}
      {preview.doNotContact === 0 ? null : (
        <Text size="sm" c="dimmed" className="tnum">
          {count(preview.doNotContact)} already marked do-not-contact
        </Text>
      )}
      {children}
    </div>
  );
};
