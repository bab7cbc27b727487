import type { ImportValue, ImportValueField } from '@tinygenesy/contract';
import { count } from '../../../words/numbers.ts';
import { readAsWords, understoodGroups } from './valueChoices.ts';
import classes from './ValuePicker.module.css';

/** The values of a column that are understood, by what they are imported as. */
export const UnderstoodValues = ({ field, values }: { field: ImportValueField; values: readonly ImportValue[] }) => {
  const groups = understoodGroups(values);
  if (groups.length === 0) return null;
  const total = groups.reduce((sum, group) => sum + group.values.length, 0);
  return (
    <details className={classes['understood']}>
      <summary>{total === 1 ? '1 other value is recognized' : `${count(total)} other values are recognized`}</summary>
      <ul>
        {groups.map((group) => (
          <li key={group.readAs}>
            <span dir="auto" style={{ overflowWrap: 'anywhere' }}>
              {group.values.join(', ')} → {readAsWords(field, group.readAs)}
            </span>
            <span className="tnum">{count(group.count)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
};
