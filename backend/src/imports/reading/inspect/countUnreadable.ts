import type { ImportEncoding } from '@tinygenesy/contract';

/** The bytes of U+FFFD in the encodings of Unicode. */
const written: Partial<Record<ImportEncoding, Buffer>> = {
  'utf-8': Buffer.from([0xef, 0xbf, 0xbd]),
  'utf-16le': Buffer.from([0xfd, 0xff]),
  'utf-16be': Buffer.from([0xff, 0xfd]),
};

/**
 * Counts characters that could not be decoded. U+FFFD in the file itself does not count: those characters were lost
 * before.
 * @param text the decoded bytes
 */
export function countUnreadable(bytes: Uint8Array, text: string, encoding: ImportEncoding): number {
  const shown = text.match(/\uFFFD/gu)?.length ?? 0;
  const sought = written[encoding];
  if (shown === 0 || sought === undefined) return shown;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = encoding.startsWith('utf-16') ? 2 : 1;
  let lost = 0;
  for (let at = buffer.indexOf(sought); at !== -1; at = buffer.indexOf(sought, at + 1)) {
    if (at % step === 0) lost += 1;
  }
  return Math.max(0, shown - lost);
}
