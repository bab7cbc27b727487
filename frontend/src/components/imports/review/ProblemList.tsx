import { Stack, Text } from '@mantine/core';
import { type ImportFix, type ImportProblem, importSeverities } from '@tinygenesy/contract';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import { ProblemCard } from './ProblemCard.tsx';

type ProblemListProps = {
  problems: readonly ImportProblem[];
  complete: boolean;
  /** The issue whose rows are shown. */
  chosen: Pick<ImportRowsView, 'problem' | 'field'>;
  onShow: (problem: ImportProblem) => void;
  onFix: (fix: ImportFix) => void;
};

/** Issues of a file by type, most severe first. */
export const ProblemList = ({ problems, complete, chosen, onShow, onFix }: ProblemListProps) => {
  if (problems.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {complete ? 'No issues: all rows are ready.' : 'No issues found so far.'}
      </Text>
    );
  }
  const sorted = problems.toSorted(
    (a, b) => importSeverities.indexOf(a.severity) - importSeverities.indexOf(b.severity) || b.count - a.count,
  );
  return (
    <Stack gap={8} role="list" aria-label="Issue types">
      {sorted.map((problem) => (
        <ProblemCard
          key={`${problem.code}|${problem.field ?? ''}`}
          problem={problem}
          isChosen={problem.code === chosen.problem && (problem.field ?? undefined) === chosen.field}
          onShow={() => onShow(problem)}
          onFix={onFix}
        />
      ))}
    </Stack>
  );
};
