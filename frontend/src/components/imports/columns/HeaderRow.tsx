import { Button, Group, Switch, Text, UnstyledButton } from '@mantine/core';
import type { ImportReading } from '@tinygenesy/contract';
import { useState } from 'react';
import { confidenceLevel } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import type { ReadingChoice } from '../useImportDraft.ts';
import classes from './HeaderRow.module.css';

/** Columns of the first lines that are shown. More would not fit. */
const shownColumns = 8;

type FirstLinesProps = { reading: ImportReading; disabled: boolean; onHeader: (line: number) => void };

/** The first lines of the file. A click on one makes it the header. */
const FirstLines = ({ reading, disabled, onHeader }: FirstLinesProps) => {
  const { firstLines, startLine, hasHeader } = reading;
  const columns = Math.min(shownColumns, Math.max(...firstLines.map(({ cells }) => cells.length)));
  return (
    <div className={classes['lines']}>
      <table aria-label="First lines of the file">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Use</th>
            <th scope="col" colSpan={columns}>
              Cells
            </th>
          </tr>
        </thead>
        <tbody>
          {firstLines.map(({ line, cells }) => {
            const isHeader = hasHeader && line === startLine;
            return (
              <tr
                key={line}
                data-header={isHeader || undefined}
                data-above={line < startLine || undefined}
                onClick={() => {
                  if (!disabled && !isHeader) onHeader(line);
                }}
              >
                <th scope="row" className="tnum">
                  {count(line)}
                </th>
                <td>
                  {isHeader ? (
                    <b>Header</b>
                  ) : (
                    <UnstyledButton
                      className={classes['use']}
                      disabled={disabled}
                      aria-label={`Line ${line} is the header`}
                      onClick={(event) => {
                        event.stopPropagation();
                        onHeader(line);
                      }}
                    >
                      This row is the header
                    </UnstyledButton>
                  )}
                </td>
                {Array.from({ length: columns }, (_, column) => (
                  <td key={column} dir="auto" title={cells[column]}>
                    {cells[column]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
};

const headerWords = ({ hasHeader, startLine, firstLines }: ImportReading): string => {
  const above = firstLines.filter(({ line }) => line < startLine).length;
  const skipped =
    above === 0 ? '' : above === 1 ? ' The line above is not imported.' : ` The ${above} lines above are not imported.`;
  return hasHeader ? `Line ${count(startLine)} is the header.${skipped}` : `The file has no header.${skipped}`;
};

type HeaderRowProps = {
  reading: ImportReading;
  /** The user has chosen the header. */
  isChosen: boolean;
  isReading: boolean;
  onChange: (how: ReadingChoice) => void;
};

/** Says which line is the header, and lets the user choose another one, or none. */
export const HeaderRow = ({ reading, isChosen, isReading, onChange }: HeaderRowProps) => {
  const isUnsure = confidenceLevel(reading.headerConfidence) !== 'high';
  const [isOpen, setIsOpen] = useState(isUnsure);
  return (
    <div role="group" aria-label="Header">
      <Group gap="md">
        <Text size="sm" role="status" aria-label="Header line">
          {headerWords(reading)}{' '}
          <Text span size="xs" c="dimmed">
            {isChosen ? 'Your choice' : isUnsure ? 'Please check' : ''}
          </Text>
        </Text>
        {reading.firstLines.length === 0 ? null : (
          <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide first lines' : 'Change header'}
          </Button>
        )}
        <Switch
          size="xs"
          label="The file has a header"
          disabled={isReading}
          checked={reading.hasHeader}
          onChange={(event) => onChange({ hasHeader: event.currentTarget.checked })}
        />
      </Group>
      {isOpen && reading.firstLines.length > 0 ? (
        <FirstLines
          reading={reading}
          disabled={isReading}
          onHeader={(startLine) => onChange({ startLine, hasHeader: true })}
        />
      ) : null}
    </div>
  );
};
