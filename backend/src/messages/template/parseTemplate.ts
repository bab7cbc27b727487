import { type FieldBook, type FieldRef, placeholderOf } from '../fieldBook.ts';
import { type Piece, readPlaceholder } from './readPlaceholder.ts';
import type { Part, Template } from './template.ts';
import { createProblemList, type FoundProblem, type ProblemList } from './problemList.ts';

/**
 * Reads a template, in one pass: time and memory grow with its length, however it is nested. It never throws; what can't
 * be understood is told with its place.
 *
 * - `{firstName}` is a field, `{firstName|there}` one with a text for when it says nothing, `{jobTitle|companyName|friend}`
 *   asks several in turn, `{firstName:title}` changes the case.
 * - `[[… {companyName} …]]` is left out as a whole when a field in it says nothing. They may stand in each other; an inner
 *   one that is left out doesn't take the outer one with it.
 * - `{{` and `}}` are braces. Between braces a backslash takes a sign as it is, and quotes make text of what could be a
 *   field; `{"[["}` is a way to write any text.
 */
export function parseTemplate(text: string, book: FieldBook): Template {
  const parts: Part[] = [];
  const open: { part: number; at: number; hasField: boolean }[] = [];
  const problems = createProblemList();
  const unknownFields = new Set<string>();
  const fields = new Map<string, FieldRef>();
  const report = { problem: problems.add, unknown: (name: string) => void unknownFields.add(name) };
  let textFrom = 0;
  let at = 0;

  /** Everything since the last part was text. */
  function endText(until: number): void {
    if (until > textFrom) parts.push({ kind: 'text', text: text.slice(textFrom, until) });
  }
  function goOn(from: number): void {
    at = from;
    textFrom = from;
  }
  function literal(sign: string): void {
    endText(at);
    parts.push({ kind: 'text', text: sign });
    goOn(at + 2);
  }

  function placeholder(): void {
    endText(at);
    const { end, pieces } = readPieces(text, at);
    const written = text.slice(at, end);
    if (pieces === null) {
      const start = at;
      problems.add(() => unclosedBrace(start, end));
      parts.push({ kind: 'broken', text: written });
    } else {
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
    goOn(end);
  }

  function brackets(sign: '[' | ']'): void {
    let end = at;
    while (text[end] === sign) end += 1;
    const isOdd = (end - at) % 2 === 1;
    // Of an odd run the one that stands farthest from the middle of its pair is text.
    const from = isOdd && sign === ']' ? at + 1 : at;
    const until = isOdd && sign === '[' ? end - 1 : end;
    if (until <= from) {
      at = end;
      return;
    }
    endText(from);
    for (let start = from; start < until; start += 2) {
      if (sign === '[') {
        open.push({ part: parts.length, at: start, hasField: false });
        parts.push({ kind: 'open', close: -1 });
      } else closeOptional(start);
    }
    goOn(until);
    at = end;
  }

  function closeOptional(start: number): void {
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

  for (;;) {
    anySign.lastIndex = at;
    const found = anySign.exec(text);
    if (!found) break;
    at = found.index;
    const sign = text[at];
    if (sign === '{' || sign === '}') {
      if (text[at + 1] === sign) {
        if (sign === '{') warnOfDoubledBraces(text, at, book, problems.add);
        literal(sign);
      } else if (sign === '{') placeholder();
      else {
        const start = at;
        endText(at);
        problems.add(() => strayBrace(start));
        parts.push({ kind: 'broken', text: '}' });
        goOn(at + 1);
      }
    } else if (sign === '[' || sign === ']') brackets(sign);
  }
  endText(text.length);
  for (const opening of open) {
    problems.add(() => unclosedOptional(opening.at));
    parts[opening.part] = { kind: 'broken', text: '[[' };
  }
  return {
    parts,
    problems: problems.inOrder(text),
    hasErrors: problems.hasErrors,
    unknownFields: [...unknownFields],
    fields: [...fields.values()],
  };
}

/** What may be more than text. */
const anySign = /[{}[\]]/gu;

/**
 * The pieces of a placeholder, to its `}`. A brace is closed before the next one opens and on its own line, so that one
 * that was forgotten doesn't take the rest of the text with it.
 * @returns `end`: behind its last sign; `pieces`: null when it is not closed
 */
function readPieces(text: string, start: number): { end: number; pieces: Piece[] | null } {
  const pieces: Piece[] = [];
  let at = start + 1;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    const piece = text[at] === '"' ? quotedPiece(text, at) : plainPiece(text, at);
    const sign = text[piece.end];
    if (sign !== '|' && sign !== '}') return { end: piece.end, pieces: null };
    pieces.push(piece.piece);
    if (sign === '}') return { end: piece.end + 1, pieces };
    at = piece.end + 1;
  }
}

type ReadPiece = { piece: Piece; end: number };

/** What ends a name or a text that is not in quotes. */
const pieceEnd = /[|{}\n\\]/gu;

function plainPiece(text: string, start: number): ReadPiece {
  let read = '';
  let colon = -1;
  /** How much of what was read stays whatever is trimmed. */
  let escaped = 0;
  let at = start;
  for (;;) {
    pieceEnd.lastIndex = at;
    const end = pieceEnd.exec(text)?.index ?? text.length;
    const plain = text.slice(at, end);
    if (plain.includes(':')) colon = read.length + plain.lastIndexOf(':');
    read += plain;
    at = end;
    if (text[end] !== '\\' || end + 1 === text.length) break;
    read += text[end + 1] ?? '';
    escaped = read.length;
    at = end + 2;
  }
  const kept = Math.max(escaped, read.trimEnd().length);
  const spaces = read.length - kept;
  return {
    piece: { text: read.slice(0, kept), isQuoted: false, colon, at: start, length: at - spaces - start },
    end: at,
  };
}

function quotedPiece(text: string, start: number): ReadPiece {
  let read = '';
  let at = start + 1;
  for (; at < text.length && text[at] !== '"' && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\' && at + 1 < text.length) at += 1;
    read += text[at] ?? '';
  }
  if (text[at] === '"') at += 1;
  else return { piece: { text: read, isQuoted: true, colon: -1, at: start, length: at - start }, end: at };
  const length = at - start;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return { piece: { text: read, isQuoted: true, colon: -1, at: start, length }, end: at };
}

const longestDoubled = 100;

/** What other programs write in two braces is only text here. */
function warnOfDoubledBraces(text: string, at: number, book: FieldBook, report: ProblemList['add']): void {
  const end = text.slice(at + 2, at + 2 + longestDoubled).search(/[{}]/u);
  if (end < 0 || !text.startsWith('}}', at + 2 + end)) return;
  const field = book.find(text.slice(at + 2, at + 2 + end).trim());
  if (field === null) return;
  report(
    () => ({
      code: 'doubled_braces',
      message: `This writes “${placeholderOf(field)}”, with its braces.`,
      hint: 'For what the lead says there, take one brace on each side.',
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
  message: 'This } closes nothing.',
  hint: 'Take it out, or write }} for a brace.',
  at,
  length: 1,
  suggestion: '}}',
});

const strayEnd = (at: number): FoundProblem => ({
  code: 'stray_optional_end',
  message: 'This ]] closes nothing.',
  hint: 'Take it out, or write {"]]"} for brackets.',
  at,
  length: 2,
  suggestion: '{"]]"}',
});

const unclosedOptional = (at: number): FoundProblem => ({
  code: 'unclosed_optional',
  message: 'This [[ has no ]].',
  hint: 'Close it where the part ends that may be left out, or write {"[["} for brackets.',
  at,
  length: 2,
  suggestion: null,
});

const withoutField = (at: number, length: number): FoundProblem => ({
  code: 'optional_without_field',
  message: 'No field that can be missing stands in this [[ ]], so it is never left out.',
  hint: 'Name a field without a fallback in it, or take the brackets away.',
  at,
  length,
  suggestion: null,
});
