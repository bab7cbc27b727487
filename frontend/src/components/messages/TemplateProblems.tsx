import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { TemplateProblem } from '@tinygenesy/contract';
import { type Replacement, replacementsOf } from './replaceAll.ts';
import classes from './Messages.module.css';

type TemplateProblemsProps = {
  problems: readonly TemplateProblem[];
  onShow: (problem: TemplateProblem) => void;
  /** Null while the problems belong to an earlier text. */
  onFix: ((replacements: readonly Replacement[]) => void) | null;
};

/** Merge fields in the syntax of another program: the whole field is replaced. In other problems, a part of one is. */
const isOtherSyntax = ({ code }: TemplateProblem): boolean => code === 'merge_tag' || code === 'doubled_braces';

/** Problems of the template, each with its position and, if there is one, a suggestion. One click applies all of them. */
export const TemplateProblems = ({ problems, onShow, onFix }: TemplateProblemsProps) => (
  <Stack gap={4} role="status" aria-label="Template problems">
    <ReplaceAll problems={problems} onFix={onFix} />
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
            <Anchor component="button" type="button" size="sm" onClick={() => onFix(replacementsOf([problem]))}>
              {isOtherSyntax(problem) ? 'Replace with' : 'Use'} {suggestion}
            </Anchor>
          )}
        </div>
      );
    })}
  </Stack>
);

const ReplaceAll = ({ problems, onFix }: Pick<TemplateProblemsProps, 'problems' | 'onFix'>) => {
  const replacements = replacementsOf(
    problems.filter((problem) => isOtherSyntax(problem) || problem.code === 'unknown_field'),
  );
  return replacements.length < 2 ? null : (
    <Group gap="xs">
      <Text size="sm">{replacements.length} merge fields can be replaced.</Text>
      <Button size="compact-sm" variant="default" disabled={onFix === null} onClick={() => onFix?.(replacements)}>
        Replace all {replacements.length}
      </Button>
    </Group>
  );
};
