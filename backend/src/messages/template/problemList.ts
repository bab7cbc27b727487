import type { TemplateProblem } from '@tinygenesy/contract';

/** A problem without its line and column. */
export type FoundProblem = Omit<TemplateProblem, 'line' | 'column' | 'severity'>;

/** The limit of the list. The last entry then contains the number of further problems. */
const mostProblems = 50;

export interface ProblemList {
  /** Calls `describe` only below the limit. */
  add(describe: () => FoundProblem, severity?: TemplateProblem['severity']): void;
  readonly hasErrors: boolean;
  /** Lists the problems by their place in the text, with lines and columns. */
  inOrder(text: string): TemplateProblem[];
}

export function createProblemList(): ProblemList {
  const found: Omit<TemplateProblem, 'line' | 'column'>[] = [];
  let left = 0;
  let hasErrors = false;
  return {
    add(describe, severity = 'error') {
      hasErrors ||= severity === 'error';
      if (found.length === mostProblems) left += 1;
      else found.push({ ...describe(), severity });
    },
    get hasErrors() {
      return hasErrors;
    },
    inOrder(text) {
      const sorted = found.toSorted((a, b) => a.at - b.at);
      if (left > 0) sorted.push({ ...tooMany(left, text.length), severity: hasErrors ? 'error' : 'warning' });
      let line = 1;
      let lineStart = 0;
      return sorted.map((problem) => {
        for (
          let end = text.indexOf('\n', lineStart);
          end >= 0 && end < problem.at;
          end = text.indexOf('\n', lineStart)
        ) {
          line += 1;
          lineStart = end + 1;
        }
        return { ...problem, line, column: problem.at - lineStart + 1 };
      });
    },
  };
}

const tooMany = (left: number, at: number): FoundProblem => ({
  code: 'too_many_problems',
  message: `There are ${left} more problems.`,
  hint: 'Fix the others first.',
  at,
  length: 0,
  suggestion: null,
});
