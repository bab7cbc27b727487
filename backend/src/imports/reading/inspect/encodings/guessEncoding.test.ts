import type { ImportEncoding } from '@tinygenesy/contract';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../fixtures/encodeText.ts';
import { decodeWhole } from '../../records/textDecoder.ts';
import { evidenceOf, guessEncoding } from './guessEncoding.ts';
import { createTextEvidence } from './textEvidence.ts';

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

const russian =
  'Имя;Фамилия;E-mail;Компания\nПётр;Образцов;petr@o.example;ООО Образец\nАнна;Пробная;anna@o.example;ООО Проба\n';
const fewRussian = 'name,email\nСергей Щукин,s@o.example\nJohn Smith,j@o.example\nMary Major,m@o.example\n';
const shoutedRussian = 'ИМЯ;ГОРОД\nПЕТРОВ ИВАН;МОСКВА\nСИДОРОВА АННА;КАЗАНЬ\n';
const ukrainian = "Ім'я;Місто\nЄвгенія Їжак;Київ\nІван Гончаренко;Львів\nОлександр Шевчук;Вінниця\n";
const bulgarian = 'Име;Град\nГеорги Димитров;София\nДесислава Николова;Пловдив\n';
const serbian = 'Име;Град\nЂорђе Јовановић;Београд\nЉубица Петровић;Ниш\n';
const polish = 'Imię;Nazwisko;Miasto\nŁucja;Dąbrowska;Łódź\nPaweł;Wiśniewski;Kraków\nMałgorzata;Zięba;Poznań\n';
const fewPolish = 'name,email\nAnna Nowak,a@x.example\nPaweł Wąs,p@x.example\nJan Kot,j@x.example\n';
const czech = 'Jméno;Příjmení;Město\nJiří;Dvořák;Plzeň\nKateřina;Růžičková;Ústí nad Labem\nTomáš;Němec;Brno\n';
const slovak = 'Meno;Mesto\nĽubomír Kováč;Košice\nŠtefan Ďurica;Žilina\nZuzana Tóthová;Prešov\n';
const hungarian = 'Név;Város\nKovács László;Győr\nSzűcs Erzsébet;Székesfehérvár\nFőző Zoltán;Pécs\n';
const romanian = 'Nume;Oraş\nIonuţ Rădulescu;Bucureşti\nŞtefania Ţuţuianu;Iaşi\nCătălin Mureşan;Timişoara\n';
const croatian = 'Ime;Grad\nŽeljko Kovačević;Šibenik\nĐurđica Babić;Čakovec\nSiniša Tomić;Zagreb\n';
const greek = 'Όνομα;Πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\nΕλένη Νικολάου;Θεσσαλονίκη\n';
const turkish = 'Adı;Soyadı;Şehir\nAyşe;Yılmaz;İstanbul\nGökhan;Şahin;Eskişehir\nIşıl;Çelik;Muğla\n';
const hebrew = 'שם;עיר\nדוד כהן;תל אביב\nרחל לוי;ירושלים\n';
const arabic = 'الاسم;المدينة\nمحمد أحمد;القاهرة\nفاطمة علي;الرياض\n';
const persian = 'نام;شهر\nعلی رضایی پور;تهران\nپریسا احمدی;مشهد\nژاله گیتی;کرج\n';
const lithuanian = 'Vardas;Miestas\nJūratė Žukauskaitė;Šiauliai\nRūta Butkevičiūtė;Panevėžys\n';
const latvian = 'Vārds;Pilsēta\nJānis Bērziņš;Rīga\nKristīne Kļaviņa;Liepāja\n';
const estonian = 'Nimi;Linn\nTõnu Mägi;Pärnu\nŽanna Põder;Jõhvi\nÜlle Šults;Võru\n';
const vietnamese = 'Họ tên;Thành phố\nNguyễn Văn Dũng;Hà Nội\nTrần Thị Hương;Đà Nẵng\nPhạm Đức Hiền;Huế\n';
const thai = 'ชื่อ;เมือง\nสมชาย ใจดี;กรุงเทพมหานคร\nสุดา แสงทอง;เชียงใหม่\n';
const traditional = '姓名,公司\n陳俊傑,台北資訊有限公司\n林淑惠,高雄貿易股份有限公司\n';
const fewTraditional = 'name,email\n陳淑芳,chen@x.example\nJohn Smith,j@x.example\n';
const korean = '이름,회사\n김민수,서울전자 주식회사\n이영희,부산무역\n';
const fewKorean = 'name,email\n박지훈,park@x.example\nJohn Smith,j@x.example\n';
const katakana = '会社,担当\nソニー販売,サトウ ケンジ\nトヨタ商事,スズキ ハナコ\n';
const maltese = 'Isem;Belt\nĠorġ Żammit;Ħamrun\nĊensu Għawdxi;Żurrieq\n';
const welsh = 'Enw;Tref\nGwenllïan Prŷs;Llanrŵst\nSiân Ŵyn;Tŷ Ddewi\nLlŷr Gruffydd;Pont-y-pŵl\n';
const icelandic = 'Nafn;Staður\nÞórður Guðmundsson;Reykjavík\nÆgir Björnsson;Hafnarfjörður\n';
const danish = 'Navn;By\nSøren Kjær;Århus\nJørgen Ødegård;Køge\n';
const finnish = 'Nimi;Kaupunki\nVäinö Mäkinen;Jyväskylä\nYrjö Hämäläinen;Äänekoski\n';
const mostlyAscii = `name,email,company\n${'John Smith,john@x.example,Acme\n'.repeat(40)}Zoë Müller,zoe@x.example,Müller\n`;

const ofBytes = (bytes: Buffer) => guessEncoding(bytes, evidenceOf(bytes));
const guess = (text: string, encoding: ImportEncoding) => {
  const guessed = ofBytes(encodeText(text, encoding));
  if ('foreign' in guessed) throw new Error(`${guessed.foreign}, not ${encoding}`);
  return guessed;
};

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
    ['russian', 'windows-1251', russian],
    ['a russian name', 'windows-1251', fewRussian],
    ['russian capitals', 'windows-1251', shoutedRussian],
    ['ukrainian', 'windows-1251', ukrainian],
    ['bulgarian', 'windows-1251', bulgarian],
    ['serbian', 'windows-1251', serbian],
    ['russian', 'koi8-r', russian],
    ['a russian name', 'koi8-r', fewRussian],
    ['russian capitals', 'koi8-r', shoutedRussian],
    ['ukrainian', 'koi8-u', ukrainian],
    ['russian', 'iso-8859-5', russian],
    ['russian capitals', 'iso-8859-5', shoutedRussian],
    ['russian', 'ibm866', russian],
    ['russian capitals', 'ibm866', shoutedRussian],
    ['russian', 'x-mac-cyrillic', russian],
    ['bulgarian', 'iso-8859-5', bulgarian],
    ['polish', 'windows-1250', polish],
    ['a polish name', 'windows-1250', fewPolish],
    ['polish', 'iso-8859-2', polish],
    ['polish', 'ibm852', polish],
    ['czech', 'windows-1250', czech],
    ['czech', 'iso-8859-2', czech],
    ['czech', 'ibm852', czech],
    ['slovak', 'windows-1250', slovak],
    ['hungarian', 'windows-1250', hungarian],
    ['romanian', 'windows-1250', romanian],
    ['croatian', 'windows-1250', croatian],
    ['greek', 'windows-1253', greek],
    ['turkish', 'windows-1254', turkish],
    ['hebrew', 'windows-1255', hebrew],
    ['arabic', 'windows-1256', arabic],
    ['persian', 'windows-1256', persian],
    ['arabic', 'iso-8859-6', arabic],
    ['lithuanian', 'windows-1257', lithuanian],
    ['latvian', 'windows-1257', latvian],
    ['estonian', 'windows-1257', estonian],
    ['lithuanian', 'iso-8859-4', lithuanian],
    ['vietnamese', 'windows-1258', vietnamese],
    ['thai', 'windows-874', thai],
    ['maltese', 'iso-8859-3', maltese],
    ['welsh', 'iso-8859-14', welsh],
    ['icelandic', 'windows-1252', icelandic],
    ['danish', 'windows-1252', danish],
    ['danish', 'ibm850', danish],
    ['german', 'ibm850', german],
    ['finnish', 'windows-1252', finnish],
    ['mostly ASCII', 'windows-1252', mostlyAscii],
    ['traditional chinese', 'big5', traditional],
    ['a traditional chinese name', 'big5', fewTraditional],
    ['korean', 'euc-kr', korean],
    ['a korean name', 'euc-kr', fewKorean],
    ['japanese', 'euc-jp', japanese],
    ['japanese', 'iso-2022-jp', japanese],
    ['a japanese name', 'iso-2022-jp', fewJapanese],
    ['katakana', 'shift_jis', katakana],
    ['katakana', 'euc-jp', katakana],
    ['katakana of one byte', 'shift_jis', '名前,会社\nﾀﾅｶ ﾀﾛｳ,ｶ)ﾊﾅ\n'],
    ['katakana of one byte only', 'shift_jis', 'name,email\nﾀﾅｶ ﾀﾛｳ,t@x.example\nBob,b@x.example\n'],
    ['a euro sign', 'windows-1252', 'name,email\nShop 5€,s@x.example\nBob,b@x.example\n'],
    ...[spanish, german, french, chinese, japanese, quoted, russian, thai, arabic].flatMap(
      (text): [string, ImportEncoding, string][] => [
        [text.slice(0, 10), 'utf-8', text],
        [text.slice(0, 10), 'utf-16le', text],
        [text.slice(0, 10), 'utf-16be', text],
      ],
    ),
  ])('%s in %s', (_, encoding, text) => {
    const guessed = guess(text, encoding);
    expect(guessed.encoding).toBe(encoding);
    expect(guessed.confidence).toBeGreaterThan(0.6);
    expect(guessed.confidence).toBeLessThanOrEqual(1);
  });

  it.each<[ImportEncoding, string]>([
    ['iso-8859-7', greek],
    ['iso-8859-8', hebrew],
    ['iso-8859-13', lithuanian],
    ['iso-8859-10', icelandic],
  ])('%s, or another encoding that gives the same text', (encoding, text) => {
    const bytes = encodeText(text, encoding);
    expect(decodeWhole(bytes, guess(text, encoding).encoding)).toBe(decodeWhole(bytes, encoding));
  });

  it.each<[ImportEncoding]>([['utf-8'], ['utf-16le'], ['utf-16be'], ['gb18030']])('by its mark: %s', (encoding) => {
    const mark = encoding === 'gb18030' ? Buffer.from([0x84, 0x31, 0x95, 0x33]) : encodeText('\uFEFF', encoding);
    expect(ofBytes(Buffer.concat([mark, encodeText('a,山\n', encoding)]))).toMatchObject({ encoding, confidence: 1 });
  });

  it('is certain of plain ASCII only for the whole file', () => {
    const ascii = Buffer.from('name,email\n');
    expect(ofBytes(ascii)).toMatchObject({ encoding: 'utf-8', confidence: 1 });
    expect(guessEncoding(ascii, null)).toMatchObject({ encoding: 'utf-8', confidence: 0.8 });
  });

  it.each<ImportEncoding>(['utf-8', 'windows-1252', 'windows-1251', 'macintosh'])(
    'as %s from later pieces',
    (encoding) => {
      const ascii = Buffer.from('name,email\nAna,ana@x.es\n'.repeat(100));
      const text = encoding === 'windows-1251' ? russian : spanish;
      const bytes = Buffer.concat([ascii, encodeText(text.repeat(20), encoding)]);
      const evidence = createTextEvidence();
      for (let at = 0; at < bytes.length; at += 517) evidence.write(bytes.subarray(at, at + 517));
      expect(guessEncoding(ascii, evidence.end())).toMatchObject({ encoding });
    },
  );

  it('does not take a file with some NUL bytes for UTF-16', () => {
    expect(ofBytes(Buffer.from('na\0me,email\0\nBob\0\0,bob@x.de\n'))).toMatchObject({ encoding: 'utf-8' });
  });

  it('of random bytes is uncertain', () => {
    const noise = Buffer.from(Array.from({ length: 400 }, (_, at) => 0x80 + ((at * at * 31 + at * 17) % 127)));
    expect(ofBytes(Buffer.concat([Buffer.from('name,email\n'), noise]))).toMatchObject({ confidence: 0.3 });
  });
});

describe('a few rows in another encoding', () => {
  const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => `Ana ${at},ana${at}@x.example\n`).join('');
  const accented = 'José Núñez,jose@x.example\nŁucja Dąb,lucja@x.example\nBjörk Ås,bjork@x.example\n';

  it.each<[string, string, string, ImportEncoding]>([
    ['at the end', accented, 'Zoë D’Amico,zoe@x.example\n', 'windows-1252'],
    ['of Russian', accented, russian, 'windows-1251'],
    ['of Japanese', accented, japanese, 'shift_jis'],
    ['of Polish', accented.repeat(3), polish, 'windows-1250'],
    ['below many of ASCII', rowsOf(600) + accented, 'Zoë D’Amico,zoe@x.example\n', 'windows-1252'],
    ['far below', accented + rowsOf(40_000), 'Zoë D’Amico,zoe@x.example\n', 'windows-1252'],
  ])('%s leave the rest UTF-8', (_, utf8, stray, strayEncoding) => {
    const bytes = Buffer.concat([Buffer.from(utf8), encodeText(stray, strayEncoding), Buffer.from(rowsOf(300))]);
    expect(guessEncoding(bytes.subarray(0, 10_000), evidenceOf(bytes))).toMatchObject({
      encoding: 'utf-8',
      strayEncoding,
    });
  });
});

it('a file with the mark of UTF-8 may have rows in another encoding too', () => {
  const bytes = Buffer.concat([
    Buffer.from('\uFEFFname,email\nJosé,j@x.example\n'),
    encodeText(fewPolish, 'windows-1250'),
  ]);
  expect(ofBytes(bytes)).toEqual({ encoding: 'utf-8', confidence: 1, strayEncoding: 'windows-1250' });
});

describe('an encoding that can’t be read is named', () => {
  const utf32 = (text: string) =>
    Buffer.concat(
      [...text].map((one) => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32LE(one.codePointAt(0) ?? 0);
        return bytes;
      }),
    );
  /** `NAME,EMAIL` and `ANA,ANA@X` in EBCDIC. */
  const ebcdic = Buffer.from('d5c1d4c56bc5d4c1c9d315c1d5c16bc1d5c17ce715c2d6c240c3d615', 'hex');
  it.each([
    ['UTF-32', utf32('name,email\nJosé,j@x.example\n')],
    ['UTF-7', Buffer.from('name,email\nJos+AOk-,j@x.example\nMu+APE-oz,m@x.example\n')],
    ['HZ (Chinese)', Buffer.from('name,email\n~{VwMu~},w@x.example\n')],
    ['ISO-2022-KR (Korean)', Buffer.from('\x1b$)Cname,email\n\x0e1hA6\x0f,p@x.example\n', 'latin1')],
    ['EBCDIC', ebcdic],
  ])('%s', (foreign, bytes) => {
    expect(ofBytes(bytes)).toEqual({ foreign });
  });

  it.each(['name,phone\nAna,+34612345678-1\n', 'a,b\n~{x},~}\n'])('%j is UTF-8', (text) => {
    expect(ofBytes(Buffer.from(text))).toMatchObject({ encoding: 'utf-8' });
  });
});
