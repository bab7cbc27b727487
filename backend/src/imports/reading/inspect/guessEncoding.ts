import { isAscii } from 'node:buffer';
import type { ImportEncoding } from '@tinygenesy/contract';
import { analyse } from 'chardet';
import { countUnreadable } from './countUnreadable.ts';
import { scoreGb18030, scoreShiftJis } from './scoreEastern.ts';
import { scoreWestern } from './scoreWestern.ts';
import { createTextDecoder } from '../records/textDecoder.ts';

export interface EncodingGuess {
  encoding: ImportEncoding;
  /** 0 to 1; 1 for a byte order mark. */
  confidence: number;
  /** The usual name of an unsupported encoding that the file seems to have. */
  foreign: string | null;
}

const sampleBytes = 32 * 1024;

/**
 * Guesses the encoding of a text from its first bytes. Tries the byte order mark, zero bytes and UTF-8. Otherwise takes
 * the encoding with the most plausible text.
 * @param isWhole whether `head` is the whole file; otherwise its last character may be cut
 * @param later a later piece that is not plain ASCII; null: the whole file has none
 */
export function guessEncoding(head: Uint8Array, isWhole: boolean, later?: Uint8Array | null): EncodingGuess {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return sure('utf-8', 1);
  if (a === 0xff && b === 0xfe) return sure('utf-16le', 1);
  if (a === 0xfe && b === 0xff) return sure('utf-16be', 1);
  if (a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33) return sure('gb18030', 1);
  const utf16 = guessUtf16(head);
  if (utf16 !== null) return sure(utf16, 0.9);
  if (!isAscii(head)) return guessByCharacters(head, isWhole);
  if (later) return guessByCharacters(fromFirstLine(later), false);
  return sure('utf-8', isWhole || later === null ? 1 : 0.8);
}

const sure = (encoding: ImportEncoding, confidence: number) => ({ encoding, confidence, foreign: null });

/** Returns a piece from its first complete line, because it may begin in the middle of a character. */
function fromFirstLine(piece: Uint8Array): Uint8Array {
  const lineEnd = piece.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const whole = piece.subarray(lineEnd + 1);
  return isAscii(whole) ? piece : whole;
}

function guessByCharacters(head: Uint8Array, isWhole: boolean): EncodingGuess {
  const { valid, invalid } = countUtf8(head, isWhole);
  if (invalid === 0) return sure('utf-8', valid > 2 ? 0.99 : 0.9);
  // Some rows of another encoding were pasted into the file. Most of it is valid UTF-8.
  if (valid > invalid * 20) return sure('utf-8', 0.6);
  return guessLegacy(sampleOf(head));
}

/** Recognizes UTF-16: its Latin letters, line ends and delimiters have a zero byte, always on the same side. */
function guessUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let le = 0;
  let be = 0;
  let pairs = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    const [first = 0, second = 0] = [head[at], head[at + 1]];
    if (second === 0 && first > 0 && first < 0x80) le += 1;
    else if (first === 0 && second > 0 && second < 0x80) be += 1;
    else if (first > 0 && first < 0x80 && second > 0 && second < 0x80) pairs += 1;
  }
  const enough = Math.max(1, head.length / 2 / 20, pairs / 2);
  if (le >= enough && le > be * 10) return 'utf-16le';
  return be >= enough && be > le * 10 ? 'utf-16be' : null;
}

/** Counts valid and invalid UTF-8 sequences beyond ASCII. A character cut by the end of the head is neither. */
function countUtf8(head: Uint8Array, isWhole: boolean): { valid: number; invalid: number } {
  const decoder = createTextDecoder('utf-8');
  const text = decoder.decode(head) + (isWhole ? decoder.end() : '');
  const invalid = countUnreadable(head, text, 'utf-8');
  const beyondAscii = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  return { valid: beyondAscii - invalid, invalid };
}

/** Returns the lines with bytes beyond ASCII. The second byte of a character is never a line end. */
function sampleOf(head: Uint8Array): Buffer {
  const lines: Buffer[] = [];
  let length = 0;
  let from = 0;
  for (let at = 0; at <= head.length && length < sampleBytes; at += 1) {
    if (at < head.length && head[at] !== 0x0a && head[at] !== 0x0d) continue;
    const line = head.subarray(from, Math.min(at + 1, from + sampleBytes));
    from = at + 1;
    if (!line.some((byte) => byte >= 0x80)) continue;
    lines.push(Buffer.from(line));
    length += line.length;
  }
  return Buffer.concat(lines);
}

/** Unsupported encodings by chardet's names. They are reported only with high confidence. */
const foreignNames = /^(?:Big5|EUC-|ISO-2022|ISO-8859-[25-9]|KOI8|windows-125[0134568]|windows-874)/u;

function guessLegacy(sample: Buffer): EncodingGuess {
  const matches = analyse(sample);
  const opinions = new Map(matches.map(({ name, confidence }) => [String(name), confidence / 100]));
  const opinion = (...names: string[]) => Math.max(0, ...names.map((name) => opinions.get(name) ?? 0));
  const text = (encoding: ImportEncoding) => createTextDecoder(encoding).decode(sample);
  const western = opinion('ISO-8859-1', 'windows-1252');
  const scored = [
    { encoding: 'windows-1252' as const, score: scoreWestern(text('windows-1252')) + 0.1 * western },
    { encoding: 'iso-8859-15' as const, score: scoreWestern(text('iso-8859-15')) + 0.1 * western },
    { encoding: 'macintosh' as const, score: scoreWestern(text('macintosh')) },
    { encoding: 'shift_jis' as const, score: scoreShiftJis(sample) + 0.3 * opinion('Shift_JIS') },
    { encoding: 'gb18030' as const, score: scoreGb18030(sample) + 0.3 * opinion('GB18030') },
  ].toSorted((one, other) => other.score - one.score);
  const [best] = scored;
  if (best === undefined) return { encoding: 'windows-1252', confidence: 0.5, foreign: null };
  const bestText = text(best.encoding);
  // An encoding that gives the same text makes no difference.
  const second = scored.find(({ encoding }) => text(encoding) !== bestText);
  const margin = best.score - (second?.score ?? -1);
  const [first] = matches;
  const foreign =
    first && foreignNames.test(first.name) && first.confidence >= 40 && best.score < 0.9 ? first.name : null;
  const confidence = Math.min(0.97, Math.max(0.3, 0.5 + margin / 2 + Math.min(0, best.score - 0.5) / 2));
  return { encoding: best.encoding, confidence: foreign ? Math.min(confidence, 0.4) : confidence, foreign };
}
