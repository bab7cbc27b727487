import { Button, Select, Text } from '@mantine/core';
import type { ImportFix, ImportValue, ImportValueField } from '@tinygenesy/contract';
import { useState } from 'react';
import { targetLabel } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { choicesOf, fixOfValue } from './valueChoices.ts';
import classes from './ValuePicker.module.css';

/** A longer list begins with these, and grows by the larger number. */
const shownAtFirst = 6;
const shownMore = 100;

const leaveEmpty = 'leave empty';

type ValuePickerProps = {
  field: ImportValueField;
  /** Distinct values that are not understood. */
  values: readonly ImportValue[];
  fixes: readonly ImportFix[];
  onFix: (fix: ImportFix) => void;
  onRemove: (fix: ImportFix) => void;
};

const rowsWord = (rows: number): string => `${count(rows)} ${rows === 1 ? 'row' : 'rows'}`;

/** The values of a column that are not understood, each with a choice that applies to all its rows. */
export const ValuePicker = ({ field, values, fixes, onFix, onRemove }: ValuePickerProps) => {
  const [shown, setShown] = useState(shownAtFirst);
  const options = [{ value: leaveEmpty, label: 'Leave empty' }, ...(choicesOf(field) ?? [])];
  const rest = values.length - shown;
  return (
    <>
      <ul className={classes['list']} aria-label={`${targetLabel(field)}: values to choose`}>
        {values.slice(0, shown).map((one) => {
          const fix = fixOfValue(fixes, one);
          return (
            <li key={one.value} className={classes['item']}>
              <span className={classes['value']}>
                <Text span size="sm" truncate dir="auto" title={one.value}>
                  {one.value}
                </Text>
                <Text span size="xs" c="dimmed" className="tnum">
                  {rowsWord(one.count)}
                </Text>
              </span>
              <Select
                size="xs"
                aria-label={`${targetLabel(field)} of ${rowsWord(one.count)} with “${one.value}”`}
                placeholder={field === 'countryCode' ? 'Choose country' : 'Choose'}
                searchable
                clearable
                clearButtonProps={{ 'aria-label': `Clear the choice for “${one.value}”`, 'aria-hidden': false }}
                selectFirstOptionOnChange
                maxDropdownHeight={280}
                nothingFoundMessage="Nothing found"
                comboboxProps={{ keepMounted: false, width: 240, position: 'bottom-end' }}
                data={options}
                value={fix === undefined ? null : (fix.value ?? leaveEmpty)}
                onChange={(value) => {
                  if (fix !== undefined && value === null) onRemove(fix);
                  if (value === null || one.problem === null) return;
                  const choice = value === leaveEmpty ? ({ action: 'blank' } as const) : { value };
                  onFix({ code: one.problem, matches: one.value, field, ...choice });
                }}
              />
            </li>
          );
        })}
      </ul>
      {rest > 0 ? (
        <Button size="compact-xs" variant="subtle" onClick={() => setShown(shown + shownMore)}>
          Show {count(Math.min(rest, shownMore))} more values
        </Button>
      ) : null}
    </>
  );
};
