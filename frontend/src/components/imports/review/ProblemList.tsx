import { Stack } from '@mantine/core';
import { type ImportFix, type ImportProblem, importSeverities } from '@tinygenesy/contract';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import { ProblemCard } from './ProblemCard.tsx';
import type { ListedProblem } from './useColumnValues.ts';
import type { Corrections } from './useCorrections.ts';
import { problemValues } from './valueChoices.ts';

type ProblemListProps = {
  problems: readonly ListedProblem[];
  corrections: Pick<Corrections, 'fixes' | 'add' | 'remove' | 'allowWithoutEmail'>;
  /** The issue whose rows are shown. */
  chosen: Pick<ImportRowsView, 'problem' | 'field'>;
  onShow: (problem: ImportProblem) => void;
  onFix: (fix: ImportFix) => void;
};

/** Rows of an issue with its corrected ones, so that a card stays where it is while its values are chosen. */
const rowsOf = ({ count, values }: ListedProblem): number =>
  values === undefined ? count : problemValues(values.values).reduce((sum, value) => sum + value.count, 0);

/** Issues of a file by type, most severe first. */
export const ProblemList = ({ problems, corrections, chosen, onShow, onFix }: ProblemListProps) => {
  const sorted = problems.toSorted(
    (a, b) => importSeverities.indexOf(a.severity) - importSeverities.indexOf(b.severity) || rowsOf(b) - rowsOf(a),
  );
  return (
    <Stack gap={8} role="list" aria-label="Issue types">
      {sorted.map((problem) => (
        <ProblemCard
          key={`${problem.code}|${problem.field ?? ''}`}
          problem={problem}
          corrections={corrections}
          isChosen={problem.code === chosen.problem && (problem.field ?? undefined) === chosen.field}
          onShow={() => onShow(problem)}
          onFix={onFix}
        />
      ))}
    </Stack>
  );
};
