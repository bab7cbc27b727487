/** Names an encoding that the file seems to have and that can't be read; null: none. */
export function foreignEncoding(head: Uint8Array): string | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, looked));
  if (isUtf32(bytes)) return 'UTF-32';
  if (bytes.includes('\x1b$)C')) return 'ISO-2022-KR (Korean)';
  if (bytes.includes('\x1b$)A') || bytes.includes('\x1b$A')) return 'ISO-2022-CN (Chinese)';
  if (isHz(bytes)) return 'HZ (Chinese)';
  if (isUtf7(bytes)) return 'UTF-7';
  return isEbcdic(bytes) ? 'EBCDIC' : null;
}

const looked = 64 * 1024;

function isUtf32(bytes: Buffer): boolean {
  const begin = bytes.toString('latin1', 0, 4);
  if (begin === '\xff\xfe\0\0' || begin === '\0\0\xfe\xff') return true;
  if (bytes.length < 8 || bytes.length % 4 !== 0) return false;
  const isChar = (read: (at: number) => number) => {
    for (let at = 0; at + 4 <= bytes.length; at += 4) if (read(at) > 0x10ffff || read(at) === 0) return false;
    return true;
  };
  return isChar((at) => bytes.readUInt32LE(at)) || isChar((at) => bytes.readUInt32BE(at));
}

const isHz = (bytes: Buffer): boolean => /~\{(?:[!-}]{2})+~\}/u.test(bytes.toString('latin1'));

/** Returns whether letters are written as `+AOk-`. A phone number is no such sequence, which begins with +A or +B. */
function isUtf7(bytes: Buffer): boolean {
  const found = bytes.toString('latin1').match(/\+[AB][A-Za-z0-9+/]{2,}-/gu) ?? [];
  return found.length > 1 && found.every((text) => /^\p{L}+$/u.test(decodedUtf7(text.slice(1, -1))));
}

const decodedUtf7 = (text: string): string => {
  const bytes = Buffer.from(text, 'base64');
  return bytes
    .subarray(0, bytes.length - (bytes.length % 2))
    .swap16()
    .toString('utf16le');
};

/** Returns whether nearly all bytes are letters, digits, blanks and delimiters of EBCDIC, which ASCII has elsewhere. */
function isEbcdic(bytes: Buffer): boolean {
  if (bytes.length < 8) return false;
  let count = 0;
  for (const byte of bytes) if (ebcdic.has(byte)) count += 1;
  const blanksAndLines = bytes.filter(
    (byte) => byte === 0x40 || byte === 0x15 || byte === 0x25 || byte === 0x6b,
  ).length;
  return count > bytes.length * 0.97 && blanksAndLines > 0 && !bytes.includes(0x0a) && !bytes.includes(0x20);
}

const between = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const ebcdic = new Set([
  ...[
    0x40, 0x6b, 0x4b, 0x5e, 0x7c, 0x60, 0x6d, 0x61, 0x4e, 0x4d, 0x5d, 0x7d, 0x7f, 0x7a, 0x50, 0x15, 0x25, 0x0d, 0x05,
    0x4f,
  ],
  ...[between(0x81, 0x89), between(0x91, 0x99), between(0xa2, 0xa9), between(0xc1, 0xc9), between(0xd1, 0xd9)].flat(),
  ...[between(0xe2, 0xe9), between(0xf0, 0xf9)].flat(),
]);
