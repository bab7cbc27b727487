import type { Piece } from './readPlaceholder.ts';

/**
 * Reads the pieces of a placeholder up to its `}`. A brace must be closed on its line and before the next `{`. So a
 * forgotten `}` does not affect the rest of the text.
 * @returns `end`: the place after its last character; `pieces`: null for an unclosed placeholder
 */
export function readPieces(text: string, start: number): { end: number; pieces: Piece[] | null } {
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
