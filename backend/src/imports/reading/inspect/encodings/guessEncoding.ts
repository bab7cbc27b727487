import { type ImportEncoding, sureEncodingConfidence } from '@tinygenesy/contract';
import { decodeWhole } from '../../records/textDecoder.ts';
import { type Candidate, candidates } from './candidates.ts';
import { foreignEncoding } from './foreignEncoding.ts';
import { scoreCharacters, scoreLetters } from './scoreText.ts';
import { createTextEvidence, type TextEvidence } from './textEvidence.ts';

export interface EncodingGuess {
  encoding: ImportEncoding;
  /** 0 to 1; 1 for a byte order mark. */
  confidence: number;
  /** The encoding of rows that are not UTF-8 in a file of UTF-8. */
  strayEncoding: ImportEncoding | null;
}

/** The share of lines that must be UTF-8, of those beyond ASCII: a line in another encoding is rarely UTF-8 by chance. */
const utf8Share = 0.5;
/** The average score of a character below which a text is none in any of the languages. */
const plausibleScore = -10.5;

/**
 * Guesses the encoding of a file: by its byte order mark, by zero bytes, by valid UTF-8. Otherwise the encoding in which
 * its characters are the likeliest text of a language.
 * @param head the first bytes of the file
 * @param evidence from all bytes of the file; null: `head` is all that is known
 * @returns the guess, or the name of an encoding that can't be read
 */
export function guessEncoding(head: Uint8Array, evidence: TextEvidence | null): EncodingGuess | { foreign: string } {
  const foreign = foreignEncoding(head);
  if (foreign !== null) return { foreign };
  const marked = byMark(head);
  if (marked !== null) return { ...sure(marked, 1), strayEncoding: marked === 'utf-8' ? strayOf(evidence) : null };
  const utf16 = guessUtf16(head);
  if (utf16 !== null) return sure(utf16, 0.9);
  if (isIso2022Jp(head)) return sure('iso-2022-jp', 0.97);
  const { utf8Lines, strayLines, sample, straySample } = evidence ?? evidenceOf(head);
  if (utf8Lines + strayLines === 0) return sure('utf-8', evidence === null ? 0.8 : 1);
  if (strayLines === 0) return sure('utf-8', utf8Lines > 1 ? 0.99 : 0.9);
  const legacy = guessLegacy(sample);
  const isUtf8 =
    utf8Lines >= (utf8Lines + strayLines) * utf8Share || (utf8Lines > 0 && legacy.confidence < sureEncodingConfidence);
  if (!isUtf8) return { ...legacy, strayEncoding: null };
  return { encoding: 'utf-8', confidence: 0.9, strayEncoding: strayOf({ strayLines, straySample }) };
}

/** Guesses the encoding of lines that are not UTF-8 in a file of UTF-8; null: there are none. */
function strayOf(evidence: Pick<TextEvidence, 'strayLines' | 'straySample'> | null): ImportEncoding | null {
  if (evidence === null || evidence.strayLines === 0) return null;
  const { encoding, confidence } = guessLegacy(evidence.straySample);
  return confidence < 0.55 ? 'windows-1252' : encoding;
}

/** Collects the evidence of a text. */
export function evidenceOf(bytes: Uint8Array): TextEvidence {
  const evidence = createTextEvidence();
  evidence.write(bytes);
  return evidence.end();
}

const sure = (encoding: ImportEncoding, confidence: number): EncodingGuess => ({
  encoding,
  confidence,
  strayEncoding: null,
});

function byMark([a, b, c, d]: Uint8Array): ImportEncoding | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33 ? 'gb18030' : null;
}

/**
 * Recognizes UTF-16: its ASCII characters have a zero byte, always on the same side. A text in other letters still has
 * line ends and delimiters.
 */
function guessUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let le = 0;
  let be = 0;
  let pairs = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    const [first = 0, second = 0] = [head[at], head[at + 1]];
    if (second === 0 && first > 0 && first < 0x80) le += 1;
    else if (first === 0 && second > 0 && second < 0x80) be += 1;
    else if (isPrintable(first) && isPrintable(second)) pairs += 1;
  }
  // Without two ASCII characters in a row, no other text has zero bytes.
  const enough = pairs === 0 ? 2 : Math.max(1, head.length / 2 / 20, pairs / 2);
  if (le >= enough && le > be * 10) return 'utf-16le';
  return be >= enough && be > le * 10 ? 'utf-16be' : null;
}

/** Recognizes the sequences that switch from ASCII to Japanese. */
function isIso2022Jp(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  return ['$@', '$B', '(J'].some((begin) => bytes.includes(`\x1b${begin}`));
}

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** Guesses the encoding of lines that are not UTF-8. */
function guessLegacy(sample: Buffer): { encoding: ImportEncoding; confidence: number } {
  const read = candidates.map((candidate) => {
    const text = decodeWhole(sample, candidate.encoding);
    return { encoding: candidate.encoding, text, score: candidate.prior + scoreOf(candidate, text) };
  });
  const scored = read.toSorted((one, other) => other.score - one.score);
  const [best] = scored;
  if (best === undefined) return { encoding: 'windows-1252', confidence: 0 };
  // Of encodings that give the same text, the first is the usual one.
  const { encoding } = read.find(({ text }) => text === best.text) ?? best;
  const beyondAscii = best.text.match(/[^\0-\x7f]/gu)?.length ?? 1;
  if (best.score / beyondAscii < plausibleScore) return { encoding, confidence: 0.3 };
  // An encoding that gives the same text makes no difference.
  const second = scored.find(({ text }) => text !== best.text);
  const margin = best.score - (second?.score ?? -Infinity);
  return { encoding, confidence: Math.min(0.97, 1 - Math.exp(-margin / 2) / 2) };
}

const scoreOf = ({ characters, languages }: Candidate, text: string): number =>
  characters ? scoreCharacters(text, characters.name, characters.usual()) : scoreLetters(text, languages);
