import type { ImportIssue, ImportProblem } from '@tinygenesy/contract';
import { problemTexts } from '../values/problemTexts.ts';

/** What is told of rows only in view of others. */
const duplicateTexts: Record<string, string> = {
  already_there: 'The lead is there already',
  unchanged: 'The lead is there already, and the row brings nothing new',
  duplicate_in_file: 'The same lead stands in the file before',
};
const severities = ['error', 'warning', 'note'];

/** Counts issues by their kind. */
export interface ProblemCounts {
  add(row: { row: number; line: number }, issues: readonly ImportIssue[]): void;
  /** The worst and most frequent first. */
  read(): ImportProblem[];
}

export function countProblems(): ProblemCounts {
  const byKind = new Map<string, ImportProblem>();
  return {
    add({ row, line }, issues) {
      for (const { code, severity, field, value, text } of issues) {
        const key = `${severity} ${code} ${field ?? ''}`;
        const known = byKind.get(key);
        if (known) known.count += 1;
        else {
          const kind = kindTexts[code] ?? text;
          byKind.set(key, { code, severity, field, count: 1, text: kind, example: { row, line, value } });
        }
      }
    },
    read: () =>
      [...byKind.values()]
        .map((problem) => ({ ...problem }))
        .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.count - a.count),
  };
}

const kindTexts: Record<string, string | undefined> = {
  ...Object.fromEntries(Object.entries(problemTexts).map(([code, { text }]) => [code, text])),
  ...duplicateTexts,
};
