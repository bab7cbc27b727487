import { foldText } from '@tinygenesy/contract';

/** The kind of a person's number; `phone`: the file does not say. */
export type PhoneKind = 'mobile' | 'direct' | 'phone' | 'work' | 'other' | 'home';
/** What a name of a column or a label says. `firm`, `aside`: not a number by which the person is called. */
export type PhoneMeaning = PhoneKind | 'firm' | 'aside';

/** Words for a phone number in the languages of `targetOfName`, without case and accents. Compounds end with them. */
const noun =
  /phone(?!t)|telefon|telefoon|telefax|fax|telephone|^tel$|^tels$|^telno$|^telnr$|^telnumber$|^phon$|handy|rufnummer|durchwahl|mobil|mobiel|movil|cell|celular|cellulare|telemovel|gsm|puhelin|komork|telef|^fone$|tlf|\bddi\b|\bsms\b|text reminder|dialling|direct ?dial|whatsapp|電話|电话|手机|手機|携帯|传真|傳真|전화|휴대|핸드폰|팩스|τηλεφων|κινητ|φαξ|телефон|мобильн|festnetz|landline|natel|tfno|^mob$/u;

const firm =
  /compan|corporat|\bhq\b|headquarter|organi[sz]ation|\baccount|\bfirm|empresa|compania|entreprise|societe|azienda|societa|bedrijf|switchboard|zentrale|centralita|centralino|reception|unternehmen|foretag|virksomhed|yritys|sirket|компани|организаци|yrity|organizac|organizzaz|\bsantral|代表|公司/u;
const aside =
  /fax|faks|факс|φαξ|传真|傳真|팩스|titkar|비서|βοηθ|etiqueta|libell|etichett|telecop|pager|beeper|\basst\b|assistant|assistent|asistente|asistent|asystent|ayudante|помощник|avustaj|yardimc|秘書|secretar|sekretar|spouse|emergency|notfall|callback|telex|\bisdn\b|\btty\b|\btdd\b|radio|\bcar\b|\bauto|voiture|\bcarro\b|samochod|\barac\b|extension|\bext\b|country|code|land|pais|type|label|status|source|verif|\bdate\b|\bnotes?\b|provider|do not call|donotcall|\bdnc\b|score|confidence/u;

const kinds: readonly (readonly [PhoneKind, RegExp])[] = [
  [
    'mobile',
    /mobil|mobiel|movil|\bcell|celular|cellulare|handy|\bportable|telemovel|\bgsm\b|matkapuhelin|komork|cep ?tel|whatsapp|мобильн|手机|手機|携帯|移动|移動|휴대|핸드폰|κινητ|natel|\bmob\b/u,
  ],
  ['direct', /direct|durchwahl|\bddi\b|directo|diretto|direto/u],
  [
    'work',
    /\bwork|business|office|geschaft|buro|dienst|trabajo|trabalho|oficina|bureau|travail|lavoro|ufficio|werk\b|praca|sluzb|arbete|arbejde|arbeid|служебн|рабоч|\bpro\b|professional|professionnel|comercial|tyo|zakelijk|zamestnani|munkahelyi|hivatali|serviciu|\bprace\b|\bis\b|раб|会社|商务|근무|회사|εργασι/u,
  ],
  [
    'home',
    /\bhome|privat|private|prive|\bcasa\b|domicile|maison|personal|particular|\bhem\b|hjem|thuis|\bdom\b|domow|koti|дом|自宅|residen|abitazione|\bev\b|domu|otthon|domiciliu|住宅|집|οικι/u,
  ],
  [
    'other',
    /other|altern|second|additional|further|sonstig|weitere|andere|\botr[oa]|autre|altr[oa]|outro|\binny|annan|andet|muu|diger|друг|その他|[2-9]/u,
  ],
];

/** Returns what the name of a column says about the phone numbers in it; null: it does not name phone numbers. */
export function phoneMeaning(header: string): PhoneMeaning | null {
  const name = wordsOf(header);
  const words = name.split(' ');
  if (!words.some((word) => noun.test(word)) && !noun.test(name)) {
    return /^(?:company )?(?:switchboard|telefonzentrale|centralita|centralino)$/u.test(name) ? 'firm' : null;
  }
  if (aside.test(name)) return 'aside';
  return firm.test(name) ? 'firm' : kindIn(name);
}

/** Returns what a label beside a number says (`* Work`, `Mobile`, `HomeFax`); null: nothing that is known. */
export function meaningOfLabel(label: string): PhoneMeaning | null {
  const name = wordsOf(label);
  if (/fax|pager/u.test(name)) return 'aside';
  if (firm.test(name)) return 'firm';
  const kind = kindIn(name);
  return kind === 'phone' ? null : kind;
}

/** Returns whether a header is nothing but a kind (`Work`, `Ufficio 2`): a column of numbers below it is one of phones. */
export function isKindOnly(header: string): boolean {
  const words = wordsOf(header).split(' ');
  return words.length <= 2 && kindIn(words[0] ?? '') !== 'phone';
}

const kindIn = (name: string): PhoneKind => kinds.find(([, words]) => words.test(name))?.[0] ?? 'phone';

const wordsOf = (text: string): string =>
  foldText(text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    // Hangul syllables, which folding takes apart.
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
