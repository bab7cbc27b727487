import { issueMessage, providerDefinitionSchema, type ProviderDefinition } from '@tinygenesy/contract';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { definitionMistakes } from './definitionMistakes.ts';
import type { DefinitionProblem, FoundProblem } from './definitionProblem.ts';
import { laterParts } from './laterParts.ts';
import { placeInWords } from './placeInWords.ts';
import { unknownPart } from './unknownPart.ts';
import { yamlFault } from './yamlFault.ts';

export type CheckedDefinition =
  { ok: true; definition: ProviderDefinition } | { ok: false; problems: DefinitionProblem[] };

const maxTextLength = 200_000;

/** Reads a definition from YAML or JSON text and checks it. Problems of the text name their line. */
export function readDefinition(text: string): CheckedDefinition {
  if (text.length > maxTextLength) return problem(`is longer than ${maxTextLength} characters`);
  const document = parseDocument(text, { prettyErrors: true, stringKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined) return problem(yamlFault(fault));
  try {
    // An alias may stand for its anchor (`answer: *same`), but not multiply.
    return checkDefinition(document.toJS({ maxAliasCount: 20 }));
  } catch {
    return problem('contains too many aliases (*name)');
  }
}

const problem = (message: string): CheckedDefinition => ({
  ok: false,
  problems: [{ pointer: '', place: 'The definition', message }],
});

/** Checks a definition: all problems at once, each with its place. */
export function checkDefinition(input: unknown): CheckedDefinition {
  const placed = ({ path, message }: FoundProblem): DefinitionProblem => ({
    pointer: pointerOf(path),
    place: placeInWords(input, path),
    message,
  });
  const later = laterParts(input);
  if (later.length > 0) return { ok: false, problems: later.map(placed) };
  const parsed = providerDefinitionSchema.safeParse(input, { error: partMessage });
  const problems = parsed.success
    ? definitionMistakes(parsed.data)
    : parsed.error.issues.flatMap((issue): FoundProblem[] =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((name) => ({ path: issue.path, message: unknownPart(input, issue.path, name) }))
          : [issue],
      );
  if (parsed.success && problems.length === 0) return { ok: true, definition: parsed.data };
  return { ok: false, problems: problems.map(placed) };
}

/** YAML makes a number of a text that looks like one, and an object of a template without quotes. */
function partMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type' || issue.expected !== 'string') return issueMessage(issue);
  const { input } = issue;
  if (typeof input === 'number' || typeof input === 'boolean') return `must be a text: put it in quotes, as "${input}"`;
  if (typeof input === 'object' && input !== null) return 'must be a text. A template stands in quotes: "{{key}}"';
  return issueMessage(issue);
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
