import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { type ImportFix, type ImportProblem, type ImportTarget, importTargetSchema } from '@tinygenesy/contract';
import { useState } from 'react';
import { targetLabel } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import classes from '../Import.module.css';

/** The only issue that can be repaired automatically: text that was decoded with a wrong encoding. */
const repairable = 'mojibake';

/** Fields whose value belongs to one lead, so one value for many leads is not offered. */
const personal: readonly ImportTarget[] = ['email', 'phoneNumber', 'linkedinUrl'];

const SetValue = ({ label, onSet }: { label: string; onSet: (value: string) => void }) => {
  const [value, setValue] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onSet(value.trim());
      }}
    >
      <Group gap={6} mt={8} align="end" wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          autoFocus
          label={`${label} for all these rows`}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" disabled={value.trim() === ''}>
          Set value
        </Button>
      </Group>
    </form>
  );
};

type ProblemCardProps = {
  problem: ImportProblem;
  isChosen: boolean;
  onShow: () => void;
  onFix: (fix: ImportFix) => void;
};

/** One type of issue: number of rows, an example, and corrections for all its rows. */
export const ProblemCard = ({ problem, isChosen, onShow, onFix }: ProblemCardProps) => {
  const [isSetting, setIsSetting] = useState(false);
  const { code, severity, field, example } = problem;
  const parsed = importTargetSchema.safeParse(field);
  const target: ImportTarget | null = parsed.success ? parsed.data : null;
  const at = target === null ? {} : { field: target };
  return (
    <div
      role="listitem"
      aria-label={problem.text}
      className={classes['problem']}
      data-severity={severity}
      data-chosen={isChosen || undefined}
    >
      <Text size="sm" fw={500}>
        {problem.text}
      </Text>
      <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: 'anywhere' }}>
        {target === null ? '' : `${targetLabel(target)} · `}line {count(example.line)}
        {example.value === null ? '' : `: “${example.value}”`}
      </Text>
      <Group gap="4px 12px" mt={6}>
        <Anchor component="button" type="button" size="xs" aria-pressed={isChosen} onClick={onShow}>
          {isChosen ? 'Show all rows' : `Show ${count(problem.count)} ${problem.count === 1 ? 'row' : 'rows'}`}
        </Anchor>
        {code === repairable ? (
          <Anchor component="button" type="button" size="xs" onClick={() => onFix({ code, action: 'repair', ...at })}>
            Repair text
          </Anchor>
        ) : null}
        {severity === 'note' || target === null || example.value === null || example.value === '' ? null : (
          <Anchor component="button" type="button" size="xs" onClick={() => onFix({ code, action: 'blank', ...at })}>
            {problem.count === 1 ? 'Clear this cell' : 'Clear these cells'}
          </Anchor>
        )}
        {severity === 'note' || target === null || personal.includes(target) ? null : (
          <Anchor
            component="button"
            type="button"
            size="xs"
            aria-expanded={isSetting}
            onClick={() => setIsSetting(!isSetting)}
          >
            Set a value
          </Anchor>
        )}
        {severity === 'note' ? null : (
          <Anchor component="button" type="button" size="xs" onClick={() => onFix({ code, action: 'skip', ...at })}>
            {problem.count === 1 ? 'Skip this row' : 'Skip these rows'}
          </Anchor>
        )}
      </Group>
      {isSetting && target !== null ? (
        <SetValue
          label={targetLabel(target)}
          onSet={(value) => {
            setIsSetting(false);
            onFix({ code, field: target, value });
          }}
        />
      ) : null}
    </div>
  );
};
