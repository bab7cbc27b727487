import { issueMessage } from '@tinygenesy/contract';
import type { z } from 'zod';
import { AppError, type FieldProblem } from '../../platform/errors.ts';

/**
 * Validates the body or the query of a request.
 * @param readOnly fields of the resource that a body must not write
 * @throws AppError invalid with all problems, up to `maxErrors`
 */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  options: { part: 'body' | 'query'; readOnly?: ReadonlySet<string> },
): T {
  const problems = unstorableTexts(value).map(({ path, message }) => ({
    pointer: pointerOf(path, options.part),
    message,
  }));
  const parsed = schema.safeParse(value, { error: issueMessage });
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, options));
  const errors = eachOnce([...issues, ...problems]);
  const more = errors.length > maxErrors ? ` These are the first ${maxErrors} of ${errors.length} problems.` : '';
  throw new AppError('invalid', `Some fields are invalid. Nothing was changed.${more}`, {
    errors: errors.slice(0, maxErrors),
  });
}

const eachOnce = (problems: readonly FieldProblem[]): FieldProblem[] => [
  ...new Map(problems.map((problem) => [`${problem.pointer} ${problem.message}`, problem])).values(),
];

/** A body of a few megabytes can have a million problems. */
export const maxErrors = 1_000;

function problemsOf(
  issue: z.core.$ZodIssue,
  { part, readOnly }: { part: 'body' | 'query'; readOnly?: ReadonlySet<string> },
): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key], part),
      message:
        issue.path.length === 0 && readOnly?.has(key)
          ? 'is read-only'
          : `is not a known ${part === 'body' ? 'field' : 'parameter'}`,
    }));
  }
  return [{ pointer: pointerOf(issue.path, part), message: issue.message }];
}

/** Returns a JSON pointer (RFC 6901) into the body, or the name of the query parameter. */
function pointerOf(path: readonly PropertyKey[], part: 'body' | 'query'): string {
  if (part === 'query') return String(path[0] ?? '');
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

interface Unstorable {
  path: PropertyKey[];
  message: string;
}

const badCharacters = 'must not contain characters that can’t be stored';

/**
 * Finds names and texts that can't be stored. Postgres refuses NUL and unpaired surrogates, and objects silently drop
 * the name `__proto__`.
 */
function unstorableTexts(value: unknown): Unstorable[] {
  const found: Unstorable[] = [];
  const path: PropertyKey[] = [];
  function look(part: unknown): void {
    if (typeof part === 'string') {
      if (isUnstorable(part)) found.push({ path: [...path], message: badCharacters });
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      if (isUnstorable(key)) found.push({ path: [...path], message: badCharacters });
      path.push(key);
      if (key === '__proto__') found.push({ path: [...path], message: 'is not allowed as a name' });
      look(inner);
      path.pop();
    }
  }
  look(value);
  return found;
}

const isUnstorable = (text: string): boolean => /[\0\p{Surrogate}]/u.test(text);
