import type { ImportEncoding } from '@tinygenesy/contract';
import { createStrayMarker, hasStrays } from './createStrayMarker.ts';

export interface FileDecoder {
  /** Decodes the next bytes. Keeps an incomplete character for the next call. */
  decode(bytes: Uint8Array): string;
  /** Returns the rest of the text at the end of the file. */
  end(): string;
  /** Returns the number of NUL characters removed so far. */
  nulCount(): number;
  /** Returns whether a byte was not UTF-8 so far and is marked. */
  hasStrays(): boolean;
}

/** The characters of bytes from 0x80 on, for encodings that `TextDecoder` lacks or, in Node 20.18 to 24, decodes wrongly. */
const tables: Partial<Record<ImportEncoding, readonly string[]>> = {
  // The five undefined bytes stay control characters, as in browsers (nodejs/node#60888). The rest is Latin-1.
  'windows-1252': [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'],
  ibm850: [
    ...'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤',
    ...'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  ],
  ibm852: [
    ...'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤',
    ...'đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
  ],
};

/**
 * Decodes a file piece by piece. Removes a byte order mark and NUL characters. Bytes that are invalid in the encoding
 * become U+FFFD.
 * @param strayEncoding the encoding of bytes that are not UTF-8 in a file of UTF-8: they are marked, see `withStrays`
 */
export function createTextDecoder(encoding: ImportEncoding, strayEncoding: ImportEncoding | null = null): FileDecoder {
  const decodeBytes = encoding === 'utf-8' && strayEncoding !== null ? createStrayMarker() : createDecode(encoding);
  let begun = false;
  let nuls = 0;
  let strays = false;

  function clean(text: string): string {
    let cleaned = text;
    if (!begun && text !== '') {
      begun = true;
      if (text.startsWith('\uFEFF')) cleaned = text.slice(1);
    }
    if (encoding === 'utf-8' && strayEncoding !== null) strays ||= hasStrays(cleaned);
    if (!cleaned.includes('\0')) return cleaned;
    const withoutNuls = cleaned.replaceAll('\0', '');
    nuls += cleaned.length - withoutNuls.length;
    return withoutNuls;
  }

  return {
    decode: (bytes) => clean(decodeBytes(bytes)),
    end: () => clean(decodeBytes()),
    nulCount: () => nuls,
    hasStrays: () => strays,
  };
}

/** Decodes a whole text. */
export function decodeWhole(bytes: Uint8Array, encoding: ImportEncoding): string {
  const decoder = createTextDecoder(encoding);
  return decoder.decode(bytes) + decoder.end();
}

function createDecode(encoding: ImportEncoding): (bytes?: Uint8Array) => string {
  const table = tables[encoding];
  if (table !== undefined) return (bytes) => (bytes === undefined ? '' : decodeByTable(bytes, table));
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
}

function decodeByTable(bytes: Uint8Array, table: readonly string[]): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin1.replace(/[\x80-\xff]/g, (character) => table[character.charCodeAt(0) - 0x80] ?? character);
}
