import { type TemplateHelper, templateHelpers as helpers, type TemplatePiece as Piece } from '@tinygenesy/contract';
import { type FieldBook, type FieldRef, escapedName } from '../fields/fieldBook.ts';
import { readMergeTag } from './readMergeTag.ts';
import type { Choice, Part } from './template.ts';
import type { FoundProblem, ProblemList } from './problemList.ts';

export interface Placeholder {
  at: number;
  length: number;
  pieces: Piece[];
}

/**
 * Reads a placeholder: merge fields in order of preference, and an optional fallback. The last piece is the fallback if
 * it is in quotes, or if it is not a field and not the only piece.
 */
export function readPlaceholder(
  { at, length, pieces }: Placeholder,
  book: FieldBook,
  written: string,
  report: { problem: ProblemList['add']; unknown(name: string): void; fallback(words: string): void },
): Part {
  const choices: Choice[] = [];
  let fallback: string | null = null;
  let isBroken = false;
  const fail = (describe: () => FoundProblem): void => {
    isBroken = true;
    report.problem(describe);
  };
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    if (piece.text === '') {
      fail(() => (index === 0 ? noField(at, length) : noFallback(piece)));
      continue;
    }
    const choice = piece.isQuoted ? null : choiceOf(piece, book);
    if (choice && 'field' in choice) choices.push(choice);
    else if (piece.isQuoted && !isLast) fail(() => unreachable(piece, at + length));
    else if (isLast && (index > 0 || piece.isQuoted)) {
      fallback = piece.text;
      if (piece.isQuoted) continue;
      report.fallback(piece.text);
      warnOfSimilarField(piece, book, choices, report.problem);
    } else if (choice) fail(() => unknownHelper(piece, choice.helperText));
    else {
      report.unknown(piece.text);
      fail(() => unknownField(piece, book));
    }
  }
  if (isBroken) return { kind: 'broken', text: written };
  return choices.length === 0
    ? { kind: 'text', text: fallback ?? '' }
    : { kind: 'value', choices, fallback, at, length };
}

/** Returns the field of a piece; `helperText`: a field with an unknown helper; null: no field. */
function choiceOf({ text, colon }: Piece, book: FieldBook): Choice | { helperText: string } | null {
  const whole = book.find(text);
  if (whole) return { field: whole, helper: null };
  if (colon < 0) return null;
  const field = book.find(text.slice(0, colon).trimEnd());
  if (!field) return null;
  const helperText = text.slice(colon + 1).trim();
  const helper = helpers.find((name) => name === helperText);
  return helper ? { field, helper } : { helperText };
}

const range = ({ at, length }: Piece) => ({ at, length });

const noField = (at: number, length: number): FoundProblem => ({
  code: 'empty_placeholder',
  message: 'These braces contain no field.',
  hint: 'Enter a field, as in {firstName}, or write {{ and }} for braces.',
  at,
  length,
  suggestion: null,
});

const noFallback = (piece: Piece): FoundProblem => ({
  code: 'empty_fallback',
  message: 'The fallback after the | is empty.',
  hint: 'Enter a fallback, as in {firstName|there}, or put the words around it in [[ and ]] to leave them out.',
  ...range(piece),
  suggestion: null,
});

const unreachable = (piece: Piece, end: number): FoundProblem => ({
  code: 'unreachable',
  message: `“${piece.text}” is text, so the pieces after it are never used.`,
  hint: 'Move it to the end.',
  at: piece.at,
  length: end - 1 - piece.at,
  suggestion: `"${piece.text}"`,
});

const unknownHelper = (piece: Piece, helper: string): FoundProblem => ({
  code: 'unknown_helper',
  message: `Unknown helper: “:${helper}”.`,
  hint: `Use ${listed(helpers.map((name) => `:${name}`))}.`,
  ...range(piece),
  suggestion: null,
});

function unknownField(piece: Piece, book: FieldBook): FoundProblem {
  const { suggestion, words } = suggested(piece, book);
  const isMessage = piece.text === 'message';
  return {
    code: 'unknown_field',
    message: `Unknown field in template: ${piece.text}`,
    hint: isMessage
      ? 'A message can’t contain itself.'
      : `{${piece.text}} is not a field${words === null ? ' of your leads.' : `. Did you mean ${words}?`}`,
    ...range(piece),
    suggestion: isMessage ? null : suggestion,
  };
}

function suggested(piece: Piece, book: FieldBook): { suggestion: string | null; words: string | null } {
  const bare = piece.colon < 0 ? piece.text : piece.text.slice(0, piece.colon);
  const helper: TemplateHelper | undefined = helpers.find((name) => name === piece.text.slice(bare.length + 1).trim());
  const [tagged, ...others] = readMergeTag(piece.text, book)?.fields ?? [];
  if (tagged !== undefined && others.length > 0) {
    const all = [tagged, ...others].map(({ key }) => escapedName(key)).join('} {');
    return { suggestion: all, words: `{${all}}` };
  }
  const field: FieldRef | null =
    tagged ?? (helper ? book.suggest(bare, { among: 'all' }) : null) ?? book.suggest(piece.text, { among: 'all' });
  if (!field) return { suggestion: null, words: null };
  const suggestion = escapedName(field.key) + (helper ? `:${helper}` : '');
  return { suggestion, words: `{${suggestion}}` };
}

/** Warns of a fallback that looks like a mistyped field. */
function warnOfSimilarField(
  piece: Piece,
  book: FieldBook,
  choices: readonly Choice[],
  report: ProblemList['add'],
): void {
  const field = /\s/u.test(piece.text) ? null : book.suggest(piece.text, { among: 'names' });
  if (field === null || choices.some((choice) => choice.field === field)) return;
  report(
    () => ({
      code: 'looks_like_field',
      message: `“${piece.text}” is not a field, so it is written as text.`,
      hint: `Did you mean {${escapedName(field.key)}}? For text, put it in quotes: "${piece.text}".`,
      ...range(piece),
      suggestion: escapedName(field.key),
    }),
    'warning',
  );
}

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
