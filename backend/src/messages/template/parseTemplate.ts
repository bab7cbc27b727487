import { type FieldBook, type FieldRef, placeholderOf } from '../fields/fieldBook.ts';
import { createProblemList, type FoundProblem, type ProblemList } from './problemList.ts';
import { readPieces } from './readPieces.ts';
import { readPlaceholder } from './readPlaceholder.ts';
import type { Part, Template } from './template.ts';

/**
 * Parses a template in one pass. Time and memory grow linearly with its length, with any nesting. Never throws: each
 * error becomes a problem with its place.
 *
 * - `{firstName}` is a merge field. `{firstName|there}` has a fallback for a missing value.
 * - `{jobTitle|companyName|friend}` takes the first field with a value. `{firstName:title}` changes the case.
 * - `[[… {companyName} …]]` is an optional part: it is omitted when a field in it has no value. Optional parts can be
 *   nested. An omitted inner part does not remove the outer one.
 * - `{{` and `}}` are literal braces. Between braces, a backslash escapes the next character. Quotes mark text that
 *   could be read as a field: `{"[["}` writes brackets.
 */
export function parseTemplate(text: string, book: FieldBook): Template {
  const parse: Parse = {
    text,
    book,
    at: 0,
    textFrom: 0,
    parts: [],
    open: [],
    problems: createProblemList(),
    unknownFields: new Set(),
    fields: new Map(),
  };
  for (;;) {
    anySign.lastIndex = parse.at;
    const found = anySign.exec(text);
    if (!found) break;
    parse.at = found.index;
    const sign = text[parse.at];
    if (sign === '{' || sign === '}') readBrace(parse, sign);
    else if (sign === '[' || sign === ']') readBrackets(parse, sign);
  }
  endText(parse, text.length);
  for (const opening of parse.open) {
    parse.problems.add(() => unclosedOptional(opening.at));
    parse.parts[opening.part] = { kind: 'broken', text: '[[' };
  }
  return {
    parts: parse.parts,
    problems: parse.problems.inOrder(text),
    hasErrors: parse.problems.hasErrors,
    unknownFields: [...parse.unknownFields],
    fields: [...parse.fields.values()],
  };
}

/** A template that is being read. */
interface Parse {
  readonly text: string;
  readonly book: FieldBook;
  at: number;
  /** The start of the text that is not part of `parts` yet. */
  textFrom: number;
  readonly parts: Part[];
  /** The optional parts that are open here, the innermost last. */
  readonly open: { part: number; at: number; hasField: boolean }[];
  readonly problems: ProblemList;
  readonly unknownFields: Set<string>;
  readonly fields: Map<string, FieldRef>;
}

/** Signs that can begin or end more than text. */
const anySign = /[{}[\]]/gu;

/** Makes a part of the text before a sign. */
function endText({ text, textFrom, parts }: Parse, until: number): void {
  if (until > textFrom) parts.push({ kind: 'text', text: text.slice(textFrom, until) });
}

function continueAt(parse: Parse, at: number): void {
  parse.at = at;
  parse.textFrom = at;
}

function readBrace(parse: Parse, sign: '{' | '}'): void {
  const { text, at, parts, problems, book } = parse;
  const isDoubled = text[at + 1] === sign;
  if (isDoubled && sign === '{') warnOfDoubledBraces(text, at, book, problems.add);
  endText(parse, at);
  if (isDoubled) {
    parts.push({ kind: 'text', text: sign });
    continueAt(parse, at + 2);
  } else if (sign === '{') addPlaceholder(parse);
  else {
    problems.add(() => strayBrace(at));
    parts.push({ kind: 'broken', text: '}' });
    continueAt(parse, at + 1);
  }
}

function addPlaceholder(parse: Parse): void {
  const { text, at, book, parts, open, problems, unknownFields, fields } = parse;
  const { end, pieces } = readPieces(text, at);
  const written = text.slice(at, end);
  if (pieces === null) {
    problems.add(() => unclosedBrace(at, end));
    parts.push({ kind: 'broken', text: written });
  } else {
    const report = { problem: problems.add, unknown: (name: string) => void unknownFields.add(name) };
    const part = readPlaceholder({ at, length: end - at, pieces }, book, written, report);
    if (part.kind === 'value') {
      for (const { field } of part.choices) fields.set(field.key, field);
    }
    const around = open.at(-1);
    if (around && (part.kind === 'broken' || (part.kind === 'value' && part.fallback === null))) {
      around.hasField = true;
    }
    parts.push(part);
  }
  continueAt(parse, end);
}

function readBrackets(parse: Parse, sign: '[' | ']'): void {
  const { text, at, parts, open } = parse;
  let end = at;
  while (text[end] === sign) end += 1;
  const isOdd = (end - at) % 2 === 1;
  // Of an odd number of brackets, the outermost one is text.
  const from = isOdd && sign === ']' ? at + 1 : at;
  const until = isOdd && sign === '[' ? end - 1 : end;
  if (until > from) {
    endText(parse, from);
    for (let start = from; start < until; start += 2) {
      if (sign === '[') {
        open.push({ part: parts.length, at: start, hasField: false });
        parts.push({ kind: 'open', close: -1 });
      } else closeOptional(parse, start);
    }
    parse.textFrom = until;
  }
  parse.at = end;
}

function closeOptional({ parts, open, problems }: Parse, start: number): void {
  const opening = open.pop();
  if (!opening) {
    problems.add(() => strayEnd(start));
    parts.push({ kind: 'broken', text: ']]' });
    return;
  }
  if (!opening.hasField) problems.add(() => withoutField(opening.at, start + 2 - opening.at), 'warning');
  parts[opening.part] = { kind: 'open', close: parts.length };
  parts.push({ kind: 'close' });
}

const longestDoubled = 100;

/** Warns of a field in doubled braces: other programs fill it in, here it is text. */
function warnOfDoubledBraces(text: string, at: number, book: FieldBook, report: ProblemList['add']): void {
  const end = text.slice(at + 2, at + 2 + longestDoubled).search(/[{}]/u);
  if (end < 0 || !text.startsWith('}}', at + 2 + end)) return;
  const field = book.find(text.slice(at + 2, at + 2 + end).trim());
  if (field === null) return;
  report(
    () => ({
      code: 'doubled_braces',
      message: `This writes “${placeholderOf(field)}” with its braces.`,
      hint: 'For the lead’s value, use one brace on each side.',
      at,
      length: end + 4,
      suggestion: placeholderOf(field),
    }),
    'warning',
  );
}

const unclosedBrace = (at: number, end: number): FoundProblem => ({
  code: 'unclosed_brace',
  message: 'This { has no }.',
  hint: 'Close it on the same line, or write {{ for a brace.',
  at,
  length: end - at,
  suggestion: null,
});

const strayBrace = (at: number): FoundProblem => ({
  code: 'stray_brace',
  message: 'This } has no {.',
  hint: 'Remove it, or write }} for a brace.',
  at,
  length: 1,
  suggestion: '}}',
});

const strayEnd = (at: number): FoundProblem => ({
  code: 'stray_optional_end',
  message: 'This ]] has no [[.',
  hint: 'Remove it, or write {"]]"} for brackets.',
  at,
  length: 2,
  suggestion: '{"]]"}',
});

const unclosedOptional = (at: number): FoundProblem => ({
  code: 'unclosed_optional',
  message: 'This [[ has no ]].',
  hint: 'Close it at the end of the optional part, or write {"[["} for brackets.',
  at,
  length: 2,
  suggestion: null,
});

const withoutField = (at: number, length: number): FoundProblem => ({
  code: 'optional_without_field',
  message: 'This [[ ]] contains no field that can be missing, so it is never left out.',
  hint: 'Add a field without a fallback, or remove the brackets.',
  at,
  length,
  suggestion: null,
});
