import type { ImportEncoding } from '@tinygenesy/contract';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../fixtures/encodeText.ts';
import { guessEncoding } from './guessEncoding.ts';
import { createLaterBytes } from './laterBytes.ts';

const spanish = 'Nombre;Correo;País\nIñaki Muñoz;inaki@uno.es;España\nJosé Peña;jose@dos.es;España\n';
const german = 'Name;Straße;Ort\nJürgen Müller;Größenweg 5;Köln\nZoë Österreicher;Übergasse;Düsseldorf\n';
const french = 'Prénom,Société\nÉric,Façade & Fils\nHélène,Crêperie d’Armor\nNoël,Garçon\n';
const shouted = 'NOMBRE,PAÍS\nMUÑOZ NÚÑEZ,ESPAÑA\nBJÖRK,ÍSLAND\n';
const portuguese = 'Nome;Função\nJoão Conceição;Direção\nAntónio Simões;Informática\n';
const swedish = 'Namn;Ort\nÅsa Öberg;Malmö\nGöran Håkansson;Västerås\n';
const chinese = '姓名,邮箱,公司\n张伟,zhang@one.cn,北京科技有限公司\n王芳,wang@two.cn,上海贸易公司\n';
const fewChinese = 'name,email\n张伟,zhang@one.cn\n';
const japanese = '氏名,メール,会社\n山田太郎,taro@one.jp,株式会社ソニー\n鈴木さくら,sakura@two.jp,東京商事\n';
const fewJapanese = 'name,email\n田中一郎,ichiro@one.jp\n';
const euros = 'Name;Preis\nMüller;5 €\nWeiß;10 €\n';
const czechish = 'Nom;Prix\nŽižek Œuvre;5 €\nCœur;3 €\n';
const quoted = 'Name,Note\nO’Brien,“quoted” – and more…\nD’Arcy,it’s\n';

const apostrophe = 'name,email\nKim O’Neil,kim@acme.example\n';

const guess = (text: string, encoding: ImportEncoding) => guessEncoding(encodeText(text, encoding), true);

describe('the encoding is guessed', () => {
  it.each<[string, ImportEncoding, string]>([
    ['spanish', 'windows-1252', spanish],
    ['german', 'windows-1252', german],
    ['french', 'windows-1252', french],
    ['shouted', 'windows-1252', shouted],
    ['portuguese', 'windows-1252', portuguese],
    ['swedish', 'windows-1252', swedish],
    ['euros', 'windows-1252', euros],
    ['typographic quotes', 'windows-1252', quoted],
    ['one apostrophe', 'windows-1252', apostrophe],
    ['spanish', 'macintosh', spanish],
    ['german', 'macintosh', german],
    ['french', 'macintosh', french],
    ['shouted', 'macintosh', shouted],
    ['portuguese', 'macintosh', portuguese],
    ['swedish', 'macintosh', swedish],
    ['typographic quotes', 'macintosh', quoted],
    ['euros', 'iso-8859-15', euros],
    ['letters of its own', 'iso-8859-15', czechish],
    ['chinese', 'gb18030', chinese],
    ['a chinese name', 'gb18030', fewChinese],
    ['japanese', 'shift_jis', japanese],
    ['a japanese name', 'shift_jis', fewJapanese],
    ...[spanish, german, french, chinese, japanese, quoted].flatMap((text): [string, ImportEncoding, string][] => [
      [text.slice(0, 10), 'utf-8', text],
      [text.slice(0, 10), 'utf-16le', text],
      [text.slice(0, 10), 'utf-16be', text],
    ]),
  ])('%s in %s', (_, encoding, text) => {
    const guessed = guess(text, encoding);
    expect(guessed.encoding).toBe(encoding);
    expect(guessed.confidence).toBeGreaterThan(0.6);
    expect(guessed.confidence).toBeLessThanOrEqual(1);
  });

  it.each<[ImportEncoding]>([['utf-8'], ['utf-16le'], ['utf-16be'], ['gb18030']])('by its mark: %s', (encoding) => {
    const bytes = Buffer.concat([
      encoding === 'gb18030' ? Buffer.from([0x84, 0x31, 0x95, 0x33]) : encodeText('\uFEFF', encoding),
    ]);
    expect(guessEncoding(Buffer.concat([bytes, encodeText('a,山\n', encoding)]), true)).toMatchObject({
      encoding,
      confidence: 1,
    });
  });

  it('is certain of plain ASCII only for the whole file', () => {
    expect(guessEncoding(Buffer.from('name,email\n'), true)).toMatchObject({ encoding: 'utf-8', confidence: 1 });
    expect(guessEncoding(Buffer.from('name,email\n'), false)).toMatchObject({ encoding: 'utf-8', confidence: 0.8 });
  });

  it.each<ImportEncoding>(['utf-8', 'windows-1252', 'macintosh'])('as %s from a later piece', (encoding) => {
    const ascii = Buffer.from('name,email\nAna,ana@x.es\n'.repeat(100));
    const later = createLaterBytes();
    const bytes = Buffer.concat([ascii, encodeText(spanish.repeat(20), encoding)]);
    for (let at = 0; at < bytes.length; at += 517) later.write(bytes.subarray(at, at + 517));
    expect(guessEncoding(ascii, false, later.found()).encoding).toBe(encoding);
    // Cut in the middle of a character.
    const cut = encodeText('é,x\nJosé,Málaga\n', encoding).subarray(encoding === 'utf-8' ? 1 : 0);
    expect(guessEncoding(ascii, false, cut).encoding).toBe(encoding);
  });

  it('is certain of plain ASCII when all later pieces are ASCII', () => {
    const later = createLaterBytes();
    later.write(Buffer.from('Ana,ana@x.es\n'));
    expect(guessEncoding(Buffer.from('name,email\n'), false, later.found())).toMatchObject({
      encoding: 'utf-8',
      confidence: 1,
    });
  });

  it('accepts a character cut by the end of the head, but not one cut by the end of the file', () => {
    const cut = Buffer.from('Muñoz Peña España 山').subarray(0, -1);
    expect(guessEncoding(cut, false)).toMatchObject({ encoding: 'utf-8', confidence: 0.99 });
    expect(guessEncoding(cut, true).encoding).not.toBe('utf-8');
  });

  it('keeps UTF-8 when a few rows have another encoding', () => {
    const bytes = Buffer.concat([Buffer.from(spanish.repeat(20)), encodeText('José\n', 'windows-1252')]);
    expect(guessEncoding(bytes, true)).toMatchObject({ encoding: 'utf-8', confidence: 0.6 });
  });

  it('does not take a file with some NUL bytes for UTF-16', () => {
    expect(guessEncoding(Buffer.from('na\0me,email\0\nBob\0\0,bob@x.de\n'), true).encoding).toBe('utf-8');
  });

  it('names an unsupported encoding', () => {
    // Cyrillic in Windows-1251: Имя;Город, Иван Петров;Москва and so on.
    const letters = (text: string) =>
      Buffer.from(
        [...text].map((letter) =>
          letter >= 'А' && letter <= 'я' ? letter.charCodeAt(0) - 0x350 : letter.charCodeAt(0),
        ),
      );
    const russian =
      'Имя;Город\nИван Петров;Москва\nАнна Сидорова;Санкт-Петербург и область\nОни не были в этом городе и не знали его\n';
    const guessed = guessEncoding(letters(russian.repeat(3)), true);
    expect(guessed.confidence).toBeLessThan(0.6);
    expect(guessed.foreign).toMatch(/1251/);
  });
});
