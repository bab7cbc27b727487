import type { TemplateProblem } from '@tinygenesy/contract';
import type { TemplateChecks } from './useTemplateChecks.ts';

/** Whether the caret is behind this open brace: the user is still writing the field name, so it is no problem yet. */
const isBeingWritten = ({ at, length }: TemplateProblem, namingAt: number | null): boolean =>
  namingAt !== null && namingAt > at && namingAt <= at + length;

/** Whether the brace, which was open in an earlier text, is closed now. */
const isClosedNow = ({ at }: TemplateProblem, text: string): boolean => /^\{[^\n{]*\}/u.test(text.slice(at));

/**
 * Problems to show, and to be read aloud, while the user types.
 *
 * @param namingAt position of the field name that the user is typing; null when there is none
 */
export const shownProblems = (
  { problems, areProblemsCurrent }: Pick<TemplateChecks, 'problems' | 'areProblemsCurrent'>,
  text: string,
  namingAt: number | null,
): TemplateProblem[] =>
  problems.filter(
    (problem) =>
      problem.code !== 'unclosed_brace' ||
      !(isBeingWritten(problem, namingAt) || (!areProblemsCurrent && isClosedNow(problem, text))),
  );
