import { readTemplatePieces } from '@tinygenesy/contract';
import type { FieldBook, FieldRef } from '../fields/fieldBook.ts';
import { isMergeTagName, mergeTagProblem, warnOfMergeTags } from './warnOfMergeTags.ts';
import { createProblemList, type FoundProblem, type ProblemList } from './problemList.ts';
import { readMergeTag, writeMergeTag } from './readMergeTag.ts';
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
    fallbacks: new Set(),
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
    fallbacks: [...parse.fallbacks],
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
  readonly fallbacks: Set<string>;
  readonly fields: Map<string, FieldRef>;
}

/** Signs that can begin or end more than text. */
const anySign = /[{}[\]]/gu;

/** Makes a part of the text before a sign. */
function endText({ text, textFrom, parts, book, problems }: Parse, until: number): void {
  if (until <= textFrom) return;
  const written = text.slice(textFrom, until);
  parts.push({ kind: 'text', text: written });
  warnOfMergeTags(written, textFrom, book, problems.add);
}

function continueAt(parse: Parse, at: number): void {
  parse.at = at;
  parse.textFrom = at;
}

function readBrace(parse: Parse, sign: '{' | '}'): void {
  const { text, at, parts, problems, book } = parse;
  const isDoubled = text[at + 1] === sign;
  if (isDoubled && sign === '{' && readTripleBraces(parse)) return;
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

const triple = /\{\{\{([^{}\n]{1,100})\}\}\}/uy;

/**
 * Reads `{{{first_name}}}` of other programs. In this syntax it writes a field between braces; a name that is no field
 * here is an error.
 * @returns whether nothing else is to be said about it
 */
function readTripleBraces(parse: Parse): boolean {
  const { text, at, book, parts, problems, unknownFields } = parse;
  triple.lastIndex = at;
  const [written, inside = ''] = triple.exec(text) ?? [];
  const tag = written === undefined ? null : readMergeTag(inside, book);
  if (written === undefined || tag === null) return false;
  const name = (/^[^|:]*/u.exec(inside)?.[0] ?? '').trim();
  const isUnknown = book.find(name) === null;
  problems.add(() => mergeTagProblem(written, at, writeMergeTag(tag, book)), isUnknown ? 'error' : 'warning');
  if (!isUnknown) return false;
  unknownFields.add(name);
  endText(parse, at);
  parts.push({ kind: 'broken', text: written });
  continueAt(parse, at + written.length);
  return true;
}

function addPlaceholder(parse: Parse): void {
  const { text, at, book, parts, open, problems, unknownFields, fallbacks, fields } = parse;
  const { end, pieces } = readTemplatePieces(text, at);
  const written = text.slice(at, end);
  if (pieces === null) {
    problems.add(() => unclosedBrace(at, end));
    parts.push({ kind: 'broken', text: written });
  } else if (reportSign(parse, end, pieces[0]?.text ?? '')) {
    parts.push({ kind: 'broken', text: written });
  } else {
    const report = {
      problem: problems.add,
      unknown: (name: string) => void unknownFields.add(name),
      fallback: (words: string) => void fallbacks.add(words),
    };
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

/**
 * Reports `${firstName}`, which writes a dollar sign before the name; before a custom field it may be a price. `#{…}` and
 * `@{…}` are reported only with names of other programs, because a person may want the sign.
 * @returns whether the name is no field in this syntax, so that nothing else is to be said
 */
function reportSign({ text, at, book, problems, unknownFields }: Parse, end: number, name: string): boolean {
  const sign = text[at - 1] ?? '';
  if (!['$', '#', '@'].includes(sign)) return false;
  const tag = readMergeTag(text.slice(at + 1, end - 1), book);
  if (tag === null || tag.fields.some(({ kind }) => kind === 'custom')) return false;
  const isUnknown = book.find(name) === null;
  if (sign !== '$' && !isUnknown) return false;
  if (isUnknown) unknownFields.add(name);
  const problem = () => mergeTagProblem(text.slice(at - 1, end), at - 1, writeMergeTag(tag, book));
  problems.add(problem, isUnknown ? 'error' : 'warning');
  return isUnknown;
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

function closeOptional(parse: Parse, start: number): void {
  const { parts, open, problems } = parse;
  const opening = open.pop();
  if (!opening) {
    problems.add(() => strayEnd(start));
    parts.push({ kind: 'broken', text: ']]' });
    return;
  }
  if (!opening.hasField) problems.add(() => withoutField(parse, opening.at, start + 2), 'warning');
  parts[opening.part] = { kind: 'open', close: parts.length };
  parts.push({ kind: 'close' });
}

const longestDoubled = 100;

/** Warns of a field in doubled braces: other programs fill it in, here it is text. */
function warnOfDoubledBraces(text: string, at: number, book: FieldBook, report: ProblemList['add']): void {
  const end = text.slice(at + 2, at + 2 + longestDoubled).search(/[{}]/u);
  if (end < 0 || !text.startsWith('}}', at + 2 + end)) return;
  const inside = text.slice(at + 2, at + 2 + end).trim();
  const tag = readMergeTag(inside, book);
  const length = end + 4;
  if (tag === null) {
    if (isMergeTagName(inside)) report(() => mergeTagProblem(text.slice(at, at + length), at, null), 'warning');
    return;
  }
  const suggestion = writeMergeTag(tag, book);
  report(
    () => ({
      code: 'doubled_braces',
      message: `This writes “{${inside}}” with its braces.`,
      hint: `For the lead’s value, use ${suggestion}.`,
      at,
      length,
      suggestion,
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

function withoutField({ text, book }: Parse, at: number, end: number): FoundProblem {
  const inside = text.slice(at + 2, Math.min(end - 2, at + longestDoubled));
  const tag = inside.includes('{') ? null : readMergeTag(inside, book);
  if (tag !== null) return mergeTagProblem(text.slice(at, end), at, writeMergeTag(tag, book));
  return {
    code: 'optional_without_field',
    message: 'This [[ ]] contains no field that can be missing, so it is never left out.',
    hint: 'Add a field without a fallback, or remove the brackets.',
    at,
    length: end - at,
    suggestion: null,
  };
}
