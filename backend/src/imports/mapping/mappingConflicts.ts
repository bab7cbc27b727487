import type { ImportMapping } from '@tinygenesy/contract';
import type { FieldProblem } from '../../platform/errors.ts';

/**
 * What is wrong with a chosen mapping, all of it; none: it can be used.
 * @param headers those of the reading
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
    for (const header of sharing.length > 1 ? sharing : []) {
      problems.push({
        pointer: pointerOf(header),
        message: `becomes ${wordsFor(target)}, as ${othersOf(header, sharing)}`,
      });
    }
  }
  const parts = ['firstName', 'lastName'].flatMap((part) => byTarget.get(part) ?? []);
  for (const header of parts.length > 0 ? (byTarget.get('fullName') ?? []) : []) {
    const named = parts.map((part) => `"${part}"`).join(' and ');
    problems.push({ pointer: pointerOf(header), message: `is a full name, and ${named} a part of it: choose one way` });
  }
  if (byTarget.size === 0) {
    problems.push({ pointer: '/mapping', message: 'must map at least one column' });
  }
  return problems;
}

/** Names a few only: each of a thousand columns would name all others. */
function othersOf(header: string, sharing: readonly string[]): string {
  const few = sharing.slice(0, mostNamed + 1).filter((other) => other !== header);
  const named = few.slice(0, mostNamed).map((other) => `"${other}"`);
  const more = sharing.length - 1 - named.length;
  return more === 0 ? `${named.join(' and ')} does` : `${named.join(', ')} and ${more} more do`;
}

const mostNamed = 3;

/** RFC 6901. */
const pointerOf = (header: string): string => `/mapping/${header.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const wordsFor = (target: string): string =>
  target.startsWith('custom:') ? `the custom field "${target.slice('custom:'.length)}"` : target;
