import type { z } from 'zod';
import { AppError, type FieldProblem } from '../platform/errors.ts';

/**
 * Checks a part of a request.
 * @param readOnly fields of the resource that are known but never written
 * @throws AppError invalid with every problem
 */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  options: { part: 'body' | 'query'; readOnly?: ReadonlySet<string> },
): T {
  const problems = unstorableTexts(value, []).map((path) => ({
    pointer: pointerOf(path, options.part),
    message: 'must not hold characters that can’t be stored',
  }));
  const parsed = schema.safeParse(value);
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, options));
  throw new AppError('invalid', 'Some fields need a correction; nothing was changed.', {
    errors: [...issues, ...problems],
  });
}

function problemsOf(
  issue: z.core.$ZodIssue,
  { part, readOnly }: { part: 'body' | 'query'; readOnly?: ReadonlySet<string> },
): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key], part),
      message: issue.path.length === 0 && readOnly?.has(key) ? 'is read-only' : 'is not known here',
    }));
  }
  return [{ pointer: pointerOf(issue.path, part), message: issue.message }];
}

/** A JSON pointer (RFC 6901) into the body, or the name of the query parameter. */
function pointerOf(path: readonly PropertyKey[], part: 'body' | 'query'): string {
  if (part === 'query') return String(path[0] ?? '');
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Where texts stand that Postgres can't keep: with NUL, or halves of a surrogate pair. */
function unstorableTexts(value: unknown, path: PropertyKey[]): PropertyKey[][] {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    ...(/[\0\p{Surrogate}]/u.test(key) ? [path] : []),
    ...unstorableTexts(part, [...path, key]),
  ]);
}
