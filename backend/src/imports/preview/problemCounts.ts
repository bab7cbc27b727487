import type { ImportIssue, ImportProblem } from '@tinygenesy/contract';
import { problemTexts } from '../values/problemTexts.ts';

/** The problems that a row has only because of other rows or existing leads. */
const duplicateTexts: Record<string, string> = {
  already_there: 'The lead already exists',
  unchanged: 'The lead exists and is already up to date',
  duplicate_in_file: 'The same lead is earlier in the file',
  suppressed: 'On the suppression list: not imported',
};
const severities = ['error', 'warning', 'note'];

/** Counts issues by code and field. */
export interface ProblemCounts {
  add(row: { row: number; line: number }, issues: readonly ImportIssue[]): void;
  /** Returns errors first, then warnings, then notes; the most frequent first. */
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
