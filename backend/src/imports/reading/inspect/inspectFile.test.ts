import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../fixtures/encodeText.ts';
import { evidenceOf } from './encodings/guessEncoding.ts';
import { type FileReading, type InspectOptions, inspectFile } from './inspectFile.ts';

const look = (content: string | Uint8Array, options: Partial<InspectOptions> = {}) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return inspectFile(bytes, { isWhole: true, sizeBytes: bytes.length, choice: {}, ...options });
};
function read(content: string | Uint8Array, options: Partial<InspectOptions> = {}): FileReading {
  const reading = look(content, options);
  if ('refused' in reading) throw new Error(`refused: ${reading.refused.text}`);
  return reading;
}
const codes = ({ notices }: FileReading) => notices.map(({ code }) => code);

const zip = (...names: string[]) => Buffer.from(`PK\x03\x04\x14\0\x06\0\x08\0${names.join('\0PK\x03\x04')}`, 'latin1');
const noise = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * index * 31 + index * 7) % 251));

describe('a file that is not CSV is refused with the next step', () => {
  it.each([
    ['xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), /Excel.*CSV UTF-8/],
    ['ods', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), /LibreOffice/],
    ['numbers', zip('Index/Document.iwa'), /Numbers.*Export/],
    ['zip', zip('leads.csv'), /Unpack/],
    ['xls', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), /Excel.*CSV UTF-8/],
    ['packed', gzipSync('name,email\n'), /Unpack/],
    ['pdf', '%PDF-1.7\n', /PDF/],
    ['html', '<!DOCTYPE html>\n<html><body>', /web page/],
    ['html', '\n\n<table><tr><td>name</td>', /web page/],
    ['html', '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', /web page/],
    ['html', encodeText('\uFEFF<html>', 'utf-16le'), /web page/],
    ['xml', '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', /XML/],
    ['xml', '<leads><lead>', /XML/],
    ['json', '[{"name": "Ana"}]', /JSON/],
    ['json', '{"leads": []}', /JSON/],
    ['vcard', 'BEGIN:VCARD\r\nVERSION:3.0\r\n', /address book/],
    ['binary', noise, /not a text file/],
    ['empty', '', /empty/],
    ['empty', '\uFEFF', /empty/],
    ['empty', ' \r\n\n  \n', /empty/],
    ['empty', 'sep=;\n;;;\n;;;\n', /empty/],
  ])('%s', (code, content, text) => {
    const answer = look(content);
    expect(answer).toMatchObject({ refused: { code, text: expect.stringMatching(text) } });
    expect(look(content, { choice: { encoding: 'windows-1252', delimiter: ';' } })).toEqual(answer);
  });

  it.each([
    ['angle brackets', '<name>,email\n<a>,b\n'],
    ['a zip code', 'PK,name\n1,a\n'],
  ])('%s is not refused', (_, content) => {
    expect(look(content)).not.toHaveProperty('refused');
  });

  it('JSON is recognized with any chosen delimiter', () => {
    expect(look('{"a":1};b\n1;2\n', { choice: { delimiter: ';' } })).toMatchObject({ refused: { code: 'json' } });
  });
});

describe('the delimiter', () => {
  it.each([
    [',', 'first name,email,company\nAna,ana@x.es,Acme\n'],
    [';', 'Vorname;E-Mail;Umsatz\nAnna;anna@x.de;1,5\nBernd;b@x.de;2,5\nClara;c@x.de;3,5\n'],
    [';', 'a;b\n1,5;2,5\n3,5;4,5\n'],
    ['\t', 'name\temail\nAna, Eva\tana@x.es\n'],
    ['|', 'name|email\nAna, Eva|ana@x.es\nEva|eva@x.es'],
    [',', '"name","company"\n"Ana","Uno; Dos; Tres"\n"Eva","Acme; S.A."\n'],
    [';', '"name";"note"\n"Ana";"a, b, c"\n"Eva";"d, e, f"\n'],
    [',', 'name,note\nAna,"one; two\nthree; four"\nEva,"five; six"\n'],
    [';', 'sep=;\nname,email\nAna,a@x.es\n'],
  ] as const)('is %s', (delimiter, text) => {
    const reading = read(text);
    expect(reading.delimiter).toBe(delimiter);
    expect(reading.delimiterConfidence).toBeGreaterThan(0.6);
  });

  it('of a single column is uncertain, with a notice', () => {
    const reading = read('email\nana@x.es\neva@x.es\n');
    expect(reading).toMatchObject({ delimiter: ',', delimiterConfidence: 0.5, headers: ['email'] });
    expect(codes(reading)).toEqual(['one_column']);
  });

  it('is the one that a person chose', () => {
    const reading = read('a;b,c\n1;2,3\n', { choice: { delimiter: ',' } });
    expect(reading).toMatchObject({ delimiter: ',', delimiterConfidence: 1, headers: ['a;b', 'c'] });
  });

  it('is read from a first line sep=, which is neither header nor row and gives a notice', () => {
    const reading = read('sep=;\r\nname;email\r\nAna;ana@x.es\r\n');
    expect(reading).toMatchObject({ delimiterConfidence: 1, headers: ['name', 'email'], rowCountEstimate: 1 });
    expect(codes(reading)).toEqual(['sep_line']);
  });
});

describe('the header', () => {
  it.each([
    ['known names', 'First Name,E-mail\nAna,ana@x.es\n', true],
    ['names in another language', 'Nachname;Firma\nMüller;Acme\n', true],
    ['an email in the first row', 'Ana,ana@x.es\nEva,eva@x.es\n', false],
    ['a phone number in the first row', 'Ana,+34 600 123 456\n', false],
    ['a link in the first row', 'Company,https://acme.com\n', false],
    ['a number in the first row', 'Ana,12\nEva,13\n', false],
    ['unknown names above emails', 'foo,bar\na,ana@x.es\nb,eva@x.es\n', true],
    ['a single row of unknown cells', 'Ana,Acme\n', false],
  ])('%s', (_, text, hasHeader) => {
    const reading = read(text);
    expect(reading.hasHeader).toBe(hasHeader);
    expect(codes(reading).includes('no_header')).toBe(!hasHeader);
  });

  it('that is missing gives a notice, and columns are named by position', () => {
    const reading = read('Ana,ana@x.es\nEva,eva@x.es\n');
    expect(reading).toMatchObject({
      headers: ['Column 1', 'Column 2'],
      originalHeaders: ['', ''],
      rowCountEstimate: 2,
    });
    expect(reading.sample[0]).toEqual(['Ana', 'ana@x.es']);
    expect(reading.notices).toEqual([{ code: 'no_header', text: expect.stringContaining('imported too') }]);
  });

  it('that is uncertain gives a notice', () => {
    const reading = read('red,blue\ngreen,pink\n');
    expect(reading.headerConfidence).toBeLessThan(0.7);
    expect(codes(reading)).toEqual(['header_unsure']);
    expect(codes(read('red,blue\ngreen,pink\n', { choice: { hasHeader: true } }))).toEqual([]);
    expect(codes(read('red,blue\ngreen,pink\n', { choice: { hasHeader: false } }))).toEqual([]);
  });

  it('is the chosen line, and all first lines are returned to choose from', () => {
    const text = 'My contacts,\nby Ana,\n\nFirst name,E-mail\nEva,eva@x.es\n';
    const reading = read(text, { choice: { hasHeader: true, startLine: 4 } });
    expect(reading).toMatchObject({ startLine: 4, headers: ['First name', 'E-mail'], rowCountEstimate: 1 });
    expect(reading.sample).toEqual([['Eva', 'eva@x.es']]);
    expect(reading.firstLines).toEqual([
      { line: 1, cells: ['My contacts', ''] },
      { line: 2, cells: ['by Ana', ''] },
      { line: 4, cells: ['First name', 'E-mail'] },
      { line: 5, cells: ['Eva', 'eva@x.es'] },
    ]);
    expect(read(text, { choice: { hasHeader: false, startLine: 5 } })).toMatchObject({
      headers: ['Column 1', 'Column 2'],
      rowCountEstimate: 1,
    });
  });

  it('without rows below gives a notice', () => {
    const reading = read('name,email\n');
    expect(reading).toMatchObject({ sample: [], rowCountEstimate: 0, headers: ['name', 'email'] });
    expect(codes(reading)).toEqual(['header_only']);
  });

  it('has distinct, non-empty names', () => {
    const reading = read('email, Email ,email,,email (2),"e\nmail"\na@x.es,b,c,d,e,f\n', {
      choice: { hasHeader: true },
    });
    expect(reading.headers).toEqual(['email', 'Email', 'email (3)', 'Column 4', 'email (2)', 'e mail']);
    expect(reading.originalHeaders).toEqual(['email', ' Email ', 'email', '', 'email (2)', 'e\nmail']);
    expect(codes(reading)).toEqual(['empty_headers', 'repeated_headers']);
  });

  it('has no columns for trailing delimiters, but columns for values of most rows beyond its end', () => {
    expect(read('name,email,,,\nAna,ana@x.es,,,\n').headers).toEqual(['name', 'email']);
    expect(read('name,email,,\nAna,ana@x.es,1,\n').headers).toEqual(['name', 'email', 'Column 3']);
    expect(read('name,email\nAna,ana@x.es,1\nEva,eva@x.es,2\n').headers).toEqual(['name', 'email', 'Column 3']);
    expect(read('name,email\nAna,ana@x.es\nEva,eva@x.es\nI,i@x.es,a,b\n').headers).toEqual(['name', 'email']);
    expect(read('Ana,ana@x.es\nEva,eva@x.es\nI,i@x.es,a,b\n').headers).toEqual(['Column 1', 'Column 2']);
  });

  it('that can’t be read gives a notice', () => {
    const reading = read('name,"email\nAna,ana@x.es\n', { choice: { hasHeader: true } });
    expect(reading).toMatchObject({ headers: ['name', '"email'], sample: [['Ana', 'ana@x.es']] });
    expect(codes(reading)).toEqual(['broken_header']);
  });
});

describe('the file as a whole', () => {
  it('has a number of rows, estimated when only the beginning is read', () => {
    const text = `name,email\n${'Ana,ana@x.es\n'.repeat(1_000)}`;
    expect(read(text).rowCountEstimate).toBe(1_000);
    const head = Buffer.from(text).subarray(0, 4_000);
    const estimate = read(head, { isWhole: false, sizeBytes: text.length * 100 }).rowCountEstimate;
    expect(estimate).toBeGreaterThan(95_000);
    expect(estimate).toBeLessThan(105_000);
  });

  it('gives a sample of twenty complete rows', () => {
    const text = `name,email\n${'Ana,ana@x.es\n'.repeat(30)}`;
    expect(read(text).sample).toHaveLength(20);
    const cut = Buffer.from('name,email\nAna,ana@x.es\nEva,ev');
    expect(read(cut, { isWhole: false, sizeBytes: 1_000 }).sample).toEqual([['Ana', 'ana@x.es']]);
  });

  it('is read as UTF-8 with a line in another encoding, with a notice', () => {
    const bytes = Buffer.concat([
      Buffer.from('name,town\n'),
      Buffer.from('José,Málaga\n'.repeat(50)),
      Buffer.from('Ren\xe9,Ober\xe1\n', 'latin1'),
    ]);
    const reading = read(bytes, { evidence: evidenceOf(bytes) });
    expect(reading).toMatchObject({ encoding: 'utf-8', encodingConfidence: 0.9, strayEncoding: 'windows-1252' });
    expect(codes(reading)).toEqual(['mixed_encodings']);
    expect(reading.notices[0]?.text).toContain('1 line is not UTF-8');
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)(
    'does not count letters that were lost before the upload as unreadable, in %s',
    (encoding) => {
      const bytes = encodeText('\uFEFFname,town\nJos\uFFFD,Málaga\n', encoding);
      const reading = read(bytes);
      expect(reading).toMatchObject({ encoding, sample: [['Jos\uFFFD', 'Málaga']] });
      expect(codes(reading)).toEqual([]);
    },
  );

  it('does not guess the encoding again when it is known from the whole file', () => {
    const head = Buffer.from('name;town\nAna;Vigo\n');
    const known = { encoding: 'macintosh', encodingConfidence: 0.4, strayEncoding: null } as const;
    const reading = read(head, { known, choice: { delimiter: ';' } });
    expect(reading).toMatchObject(known);
    expect(codes(reading)).toEqual(['encoding_unsure']);
  });

  it('is read with the encoding that a person chose', () => {
    const bytes = encodeText('name;town\nJosé;Málaga\n', 'macintosh');
    expect(read(bytes).sample).toEqual([['José', 'Málaga']]);
    const wrong = read(bytes, { choice: { encoding: 'windows-1252' } });
    expect(wrong).toMatchObject({ encoding: 'windows-1252', encodingConfidence: 1, sample: [['JosŽ', 'M‡laga']] });
  });

  it('is read without NUL bytes, with a notice', () => {
    const reading = read('name,email\nAn\0a,ana@x.es\n');
    expect(reading.sample).toEqual([['Ana', 'ana@x.es']]);
    expect(codes(reading)).toEqual(['nul_bytes']);
  });

  it('has no broken rows in its sample', () => {
    expect(read('name,email\nAna,"ana\nEva,eva@x.es\n').sample).toEqual([['Eva', 'eva@x.es']]);
  });
});
