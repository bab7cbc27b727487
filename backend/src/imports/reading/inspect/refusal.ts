/** Why a file can't be read as a table, and the next step. */
export interface Refusal {
  code:
    | 'xlsx'
    | 'xls'
    | 'ods'
    | 'numbers'
    | 'zip'
    | 'packed'
    | 'html'
    | 'xml'
    | 'json'
    | 'pdf'
    | 'vcard'
    | 'binary'
    | 'empty'
    | 'encoding';
  text: string;
}

const saveAsCsv = 'Open it in the program it comes from, save it as “CSV UTF-8” and choose that file.';
const texts: Record<Exclude<Refusal['code'], 'encoding'>, string> = {
  xlsx: `This is an Excel workbook (.xlsx), not a CSV file. Open it in Excel, choose File → Save As → “CSV UTF-8 (Comma delimited)” and choose that file.`,
  xls: `This is an old Excel workbook (.xls) or another Office document, not a CSV file. Open it in Excel, choose File → Save As → “CSV UTF-8 (Comma delimited)” and choose that file.`,
  ods: 'This is an OpenDocument file, not a CSV file. Open it in LibreOffice, choose File → Save As → “Text CSV” with the character set UTF-8 and choose that file.',
  numbers:
    'This is a Numbers document, not a CSV file. Open it in Numbers, choose File → Export To → CSV and choose that file.',
  zip: 'This is a zip archive. Unpack it and choose the CSV file inside.',
  packed: 'This file is compressed (gzip or similar). Unpack it and choose the CSV file inside.',
  html: `This is a web page (HTML), not a CSV file. Some programs export tables as web pages. ${saveAsCsv}`,
  xml: `This is an XML file, not a CSV file. ${saveAsCsv}`,
  json: 'This is JSON, not a CSV file. Save the list as CSV, or send it to POST /leads/bulk.',
  pdf: `This is a PDF document, not a CSV file. ${saveAsCsv}`,
  vcard: 'These are contacts (vCard), not a CSV file. Export them as CSV from your address book and choose that file.',
  binary: `This is not a text file, so it can’t be a CSV file. ${saveAsCsv}`,
  empty: 'The file is empty. Choose another file, or export it again.',
};

const refusal = (code: keyof typeof texts): Refusal => ({ code, text: texts[code] });

/** Refuses an encoding that can't be read. */
export const refusalOfEncoding = (name: string): Refusal => ({
  code: 'encoding',
  text: `The file seems to be in ${name}, which can’t be read. Nothing was saved. Save the file as UTF-8 and send it again.`,
});

const beginnings: [string, keyof typeof texts][] = [
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'xls'],
  ['\x1f\x8b', 'packed'],
  ['BZh91AY&SY', 'packed'],
  ['\xfd7zXZ\0', 'packed'],
  ['7z\xbc\xaf\x27\x1c', 'packed'],
  ['\x28\xb5\x2f\xfd', 'packed'],
  ['Rar!\x1a\x07', 'packed'],
  ['%PDF-', 'pdf'],
  ['{\\rtf', 'binary'],
  ['SQLite format 3\0', 'binary'],
  ['\x89PNG\r\n\x1a\n', 'binary'],
  ['\xff\xd8\xff', 'binary'],
  ['GIF8', 'binary'],
  ['PAR1', 'binary'],
];

/** Recognizes a binary file by its first bytes. @returns null when the file may be text */
export function refusalOfBytes(head: Uint8Array): Refusal | null {
  const begin = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (begin === '') return refusal('empty');
  if (['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].some((zip) => begin.startsWith(zip))) return refusal(kindOfZip(begin));
  const known = beginnings.find(([bytes]) => begin.startsWith(bytes));
  return known ? refusal(known[1]) : null;
}

/** Recognizes the kind of a zip file by the names of the first files inside. */
function kindOfZip(begin: string): keyof typeof texts {
  if (begin.includes('application/vnd.oasis.opendocument')) return 'ods';
  if (/Index\/\w+\.iwa/u.test(begin)) return 'numbers';
  return /\[Content_Types\]\.xml|xl\/workbook|xl\/worksheets/u.test(begin) ? 'xlsx' : 'zip';
}

/** Recognizes other formats by the beginning of a text. @returns null when the file may be CSV */
export function refusalOfText(text: string): Refusal | null {
  if (/^(?:"?sep=.)?[\s,;|"]*$/iu.test(text)) return refusal('empty');
  const begin = text.trimStart();
  if (/^(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|style|table|div)\b/isu.test(begin))
    return refusal('html');
  if (/^<\?xml\b/iu.test(begin)) return refusal(/<html\b/iu.test(begin.slice(0, 2_000)) ? 'html' : 'xml');
  if (/^<[a-z][\w:.-]*(?:\s[^<>]*)?>\s*</iu.test(begin)) return refusal('xml');
  if (/^(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:/u.test(begin) || /^\[\s*\]\s*$/u.test(begin)) return refusal('json');
  if (/^BEGIN:VCARD\s/iu.test(begin)) return refusal('vcard');
  return isBinary(text) ? refusal('binary') : null;
}

/** Returns whether a text has a high share of control characters. NUL characters don't count. */
function isBinary(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x7f || code < 0x08 || (code > 0x0d && code < 0x1a) || code === 0x1b) controls += 1;
  }
  return controls > 8 && controls > text.length / 100;
}
