import { Text, UnstyledButton } from '@mantine/core';
import type { ImportPreview } from '@tinygenesy/contract';
import { rowFates } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import classes from '../Import.module.css';

const cssColor = (color: string): string => `var(--mantine-color-${color.replace('.', '-')})`;

type ReviewCountsProps = {
  preview: ImportPreview;
  /** How far the counting is; null when it is done. */
  counting: string | null;
  state: string | undefined;
  onState: (state: string | undefined) => void;
};

/** What would happen to the rows, in numbers that add up; each shows its rows. */
export const ReviewCounts = ({ preview, counting, state, onState }: ReviewCountsProps) => {
  const rows = preview.create + preview.update + preview.skip + preview.invalid;
  return (
    <div className={classes['counts']} role="group" aria-label="What would happen">
      <Text size="sm" fw={600} className="tnum" role="status" aria-label="Rows">
        {count(rows)} {rows === 1 ? 'row' : 'rows'}
        {counting === null ? ':' : ` (${counting}):`}
      </Text>
      {rowFates.map(({ key, label, color }) => (
        <UnstyledButton
          key={key}
          className={classes['fate']}
          aria-pressed={state === key}
          onClick={() => onState(state === key ? undefined : key)}
        >
          <span className={classes['fateDot']} style={{ background: cssColor(color) }} aria-hidden />
          <b className="tnum">{count(preview[key])}</b> {label}
        </UnstyledButton>
      ))}
      {preview.warnings === 0 ? null : (
        <Text size="sm" c="dimmed" className="tnum">
          {count(preview.warnings)} {preview.warnings === 1 ? 'goes' : 'go'} in with a warning
        </Text>
      )}
      {preview.doNotContact === 0 ? null : (
        <Text size="sm" c="dimmed" className="tnum">
          {count(preview.doNotContact)} {preview.doNotContact === 1 ? 'is' : 'are'} marked do-not-contact from before
        </Text>
      )}
    </div>
  );
};
