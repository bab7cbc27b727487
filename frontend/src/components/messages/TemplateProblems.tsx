import { Anchor, Stack, Text } from '@mantine/core';
import type { TemplateProblem } from '@tinygenesy/contract';
import classes from './Messages.module.css';

type TemplateProblemsProps = {
  problems: readonly TemplateProblem[];
  onShow: (problem: TemplateProblem) => void;
  /** Null while the problems belong to an earlier text. */
  onFix: ((problem: TemplateProblem, suggestion: string) => void) | null;
};

/** Problems of the template, each with its position and, if there is one, a suggestion. */
export const TemplateProblems = ({ problems, onShow, onFix }: TemplateProblemsProps) => (
  <Stack gap={4} role="status" aria-label="Template problems">
    {problems.map((problem) => {
      const { suggestion } = problem;
      return (
        <div key={`${problem.at} ${problem.code}`} className={classes['problem']} data-severity={problem.severity}>
          <Text size="sm" fw={500}>
            {problem.message}
          </Text>
          <Text size="sm">{problem.hint}</Text>
          <Anchor component="button" type="button" size="sm" onClick={() => onShow(problem)}>
            line {problem.line}, column {problem.column}
          </Anchor>
          {suggestion === null || onFix === null ? null : (
            <Anchor component="button" type="button" size="sm" onClick={() => onFix(problem, suggestion)}>
              Use {suggestion}
            </Anchor>
          )}
        </div>
      );
    })}
  </Stack>
);
