/** The helpers that change a value's case, as in `{firstName:title}`. */
export const templateHelpers = ['title', 'upper', 'lower'] as const;
export type TemplateHelper = (typeof templateHelpers)[number];

/** A piece between `{`, `|` and `}`. */
export interface TemplatePiece {
  /** The text without surrounding spaces, backslashes and quotes. */
  text: string;
  /** A piece in quotes is text, never a field. */
  isQuoted: boolean;
  /** The place of the last unescaped colon in `text`, or -1. */
  colon: number;
  /** The place in the template, without surrounding spaces. */
  at: number;
  length: number;
}

/**
 * Reads the pieces of a placeholder up to its `}`. A brace must be closed on its line and before the next `{`. So a
 * forgotten `}` does not affect the rest of the text.
 * @returns `end`: the place after its last character; `pieces`: null for an unclosed placeholder
 */
export function readTemplatePieces(text: string, start: number): { end: number; pieces: TemplatePiece[] | null } {
  const pieces: TemplatePiece[] = [];
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

type ReadPiece = { piece: TemplatePiece; end: number };

/** Characters that end a piece without quotes. */
const pieceEnd = /[|{}\n\\]/gu;

function plainPiece(text: string, start: number): ReadPiece {
  let read = '';
  let colon = -1;
  /** The length up to the last escaped character, which is never trimmed. */
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
