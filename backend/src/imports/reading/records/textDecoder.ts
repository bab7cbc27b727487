import type { ImportEncoding } from '@tinygenesy/contract';

export interface FileDecoder {
  /** Decodes the next bytes. Keeps an incomplete character for the next call. */
  decode(bytes: Uint8Array): string;
  /** Returns the rest of the text at the end of the file. */
  end(): string;
  /** Returns the number of NUL characters removed so far. */
  nulCount(): number;
}

// Bytes 0x80 to 0x9F of Windows-1252. The five undefined ones stay control characters, as in browsers.
const windows1252 = [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'];

/**
 * Decodes a file piece by piece. Removes a byte order mark and NUL characters. Bytes that are invalid in the encoding
 * become U+FFFD.
 */
export function createTextDecoder(encoding: ImportEncoding): FileDecoder {
  const decodeBytes = encoding === 'windows-1252' ? decodeWindows1252 : createDecode(encoding);
  let begun = false;
  let nuls = 0;

  function clean(text: string): string {
    let cleaned = text;
    if (!begun && text !== '') {
      begun = true;
      if (text.startsWith('\uFEFF')) cleaned = text.slice(1);
    }
    if (!cleaned.includes('\0')) return cleaned;
    const withoutNuls = cleaned.replaceAll('\0', '');
    nuls += cleaned.length - withoutNuls.length;
    return withoutNuls;
  }

  return {
    decode: (bytes) => clean(decodeBytes(bytes)),
    end: () => clean(decodeBytes()),
    nulCount: () => nuls,
  };
}

function createDecode(encoding: ImportEncoding): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
}

/** Decodes Windows-1252, which `TextDecoder` of Node 20.18 to 24 decodes as Latin-1 (nodejs/node#60888). */
function decodeWindows1252(bytes: Uint8Array = new Uint8Array()): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin1.replace(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
}
