import { Text } from '@mantine/core';
import { type ImportFix, type ImportTarget, importTargetSchema } from '@tinygenesy/contract';
import { useState } from 'react';
import { targetLabel } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import classes from '../Import.module.css';
import { ProblemActions } from './ProblemActions.tsx';
import { SetValue } from './SetValue.tsx';
import { UnderstoodValues } from './UnderstoodValues.tsx';
import type { ListedProblem } from './useColumnValues.ts';
import type { Corrections } from './useCorrections.ts';
import { problemValues } from './valueChoices.ts';
import { ValuePicker } from './ValuePicker.tsx';

type ProblemCardProps = {
  problem: ListedProblem;
  corrections: Pick<Corrections, 'fixes' | 'add' | 'remove' | 'allowWithoutEmail'>;
  isChosen: boolean;
  onShow: () => void;
  onFix: (fix: ImportFix) => void;
};

/** One type of issue: number of rows, an example or the distinct values, and corrections for all its rows. */
export const ProblemCard = ({ problem, corrections, isChosen, onShow, onFix }: ProblemCardProps) => {
  const [isSetting, setIsSetting] = useState(false);
  const { code, severity, field, example, values } = problem;
  const parsed = importTargetSchema.safeParse(field);
  const target: ImportTarget | null = parsed.success ? parsed.data : null;
  const isDone = problem.count === 0;
  return (
    <div
      role="listitem"
      aria-label={problem.text}
      className={classes['problem']}
      data-severity={isDone ? 'done' : severity}
      data-chosen={isChosen || undefined}
    >
      <Text size="sm" fw={500}>
        {problem.text}
      </Text>
      {values === undefined ? (
        <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: 'anywhere' }}>
          {target === null ? '' : `${targetLabel(target)} · `}line {count(example.line)}
          {example.value === null ? '' : `: “${example.value}”`}
        </Text>
      ) : (
        <>
          <Text size="xs" c="dimmed" mt={2} role="status" aria-label="Values">
            {isDone ? 'Every value has a choice or a correction.' : 'Choose what each value means, for all its rows.'}
          </Text>
          <ValuePicker
            field={values.field}
            values={problemValues(values.values)}
            fixes={corrections.fixes}
            onFix={corrections.add}
            onRemove={corrections.remove}
          />
          <UnderstoodValues field={values.field} values={values.values} />
        </>
      )}
      {isDone ? null : (
        <ProblemActions
          problem={problem}
          target={target}
          isChosen={isChosen}
          onShow={onShow}
          onFix={onFix}
          onAllowWithoutEmail={corrections.allowWithoutEmail}
          onSetValue={() => setIsSetting(true)}
        />
      )}
      {isSetting && target !== null ? (
        <SetValue
          target={target}
          onSet={(value) => {
            setIsSetting(false);
            onFix({ code, field: target, value });
          }}
        />
      ) : null}
    </div>
  );
};
