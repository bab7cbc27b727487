import type { ImportMapping, ImportTarget } from '@tinygenesy/contract';
import type { FieldProblem } from '../../platform/errors.ts';
import { mayHaveSeveral } from './settleSeveral.ts';

/**
 * Returns all conflicts of a chosen mapping; an empty list means that it can be used.
 * @param headers the headers of the file as it is read
 */
export function mappingConflicts(mapping: ImportMapping, headers: readonly string[]): FieldProblem[] {
  const known = new Set(headers);
  const problems = Object.keys(mapping)
    .filter((header) => !known.has(header))
    .map((header) => ({ pointer: pointerOf(header), message: 'is not a column of the file' }));

  const byTarget = new Map<string, string[]>();
  for (const header of headers) {
    const target = Object.hasOwn(mapping, header) ? (mapping[header] ?? null) : null;
    if (target === null) continue;
    const name = target.startsWith('custom:') ? `custom:${target.slice('custom:'.length).trim()}` : target;
    if (name === 'custom:') problems.push({ pointer: pointerOf(header), message: 'needs a name for the custom field' });
    const sharing = byTarget.get(name);
    if (sharing === undefined) byTarget.set(name, [header]);
    else sharing.push(header);
  }
  for (const [target, sharing] of byTarget) {
    for (const header of sharing.length > 1 && !mayHaveSeveral(target as ImportTarget) ? sharing : []) {
      problems.push({
        pointer: pointerOf(header),
        message: `is mapped to ${wordsFor(target)}. So ${othersOf(header, sharing)}. Map only one of them`,
      });
    }
  }
  const parts = ['firstName', 'lastName'].flatMap((part) => byTarget.get(part) ?? []);
  for (const header of parts.length > 0 ? (byTarget.get('fullName') ?? []) : []) {
    const named = parts.map((part) => `"${part}"`).join(' and ');
    const are = parts.length > 1 ? 'are parts' : 'is a part';
    problems.push({
      pointer: pointerOf(header),
      message: `is a full name, and ${named} ${are} of it. Map either the full name or its parts`,
    });
  }
  if (byTarget.size === 0) {
    problems.push({ pointer: '/mapping', message: 'must map at least one column' });
  }
  return problems;
}

/** Names the other columns, at most `mostNamed`: each of a thousand columns would name all others. */
function othersOf(header: string, sharing: readonly string[]): string {
  const few = sharing.slice(0, mostNamed + 1).filter((other) => other !== header);
  const named = few.slice(0, mostNamed).map((other) => `"${other}"`);
  const more = sharing.length - 1 - named.length;
  if (more > 0) return `are ${named.join(', ')} and ${more} more`;
  return `${named.length > 1 ? 'are' : 'is'} ${named.join(' and ')}`;
}

const mostNamed = 3;

/** Returns the JSON pointer (RFC 6901) of a header in the mapping. */
const pointerOf = (header: string): string => `/mapping/${header.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const wordsFor = (target: string): string =>
  target.startsWith('custom:') ? `the custom field "${target.slice('custom:'.length)}"` : target;
