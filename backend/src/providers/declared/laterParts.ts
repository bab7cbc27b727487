import { notYet } from '@tinygenesy/contract';
import type { FoundProblem } from './definitionProblem.ts';
import { ownValue } from './readPath.ts';

/**
 * Returns the parts of a definition that belong to a later version of the schema: answers that come later, several calls,
 * and other kinds than phone numbers. Without this the error would only say that the part is not allowed.
 */
export function laterParts(input: unknown): FoundProblem[] {
  const at = (path: PropertyKey[], message: string): FoundProblem => ({ path, message });
  const [limits] = ownValue(input, 'limits');
  const [rules] = ownValue(input, 'rules');
  const [kind] = ownValue(input, 'kind');
  return [
    ...has(input, 'later').map(() =>
      at(['later'], 'is not supported yet: only providers that answer at once can be used'),
    ),
    ...has(input, 'steps').map(() =>
      at(['steps'], 'is not supported yet: only providers that answer with one call can be used'),
    ),
    ...(kind === 'validate' || kind === 'email'
      ? [at(['kind'], `"${kind}" is not supported yet: only providers of phone numbers can be used`)]
      : []),
    ...['openJobs', 'pollsFree'].flatMap((name) =>
      has(limits, name).map(() => at(['limits', name], `belongs to providers that answer later: ${notYet}`)),
    ),
    ...(Array.isArray(rules) ? rules : []).flatMap((rule: unknown, index) =>
      ownValue(rule, 'then')[0] === 'pending'
        ? [at(['rules', index, 'then'], `"pending" belongs to providers that answer later: ${notYet}`)]
        : [],
    ),
  ];
}

const has = (value: unknown, name: string): unknown[] => ownValue(value, name).filter((one) => one !== undefined);
