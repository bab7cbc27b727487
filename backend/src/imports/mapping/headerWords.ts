import { foldText } from '@tinygenesy/contract';

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u).map(foldText));

/** Words before or after a field's name that don't change its meaning. */
const noise = setOf(
  `contact contacts lead leads person persons prospect customer client primary main work business direct default
   current your his her their the a value field column required optional hs recommended professional professionnel professionnelle professionale profesional profissional
   invitee attendee registrant participant guest respondent member
   principal principale primaire primare primaria primario primair podstawowy esmane premiere
   geschaftlich dienstlich arbeit bureau trabajo lavoro uff ufficio trabalho comercial empresarial werk zakelijk
   sluzbowy sluzbowa arbete arbejde arbeid tyo is раб рабочий рабочая рабочее служебный 会社
   personne persona pessoa cust what wert valor valeur travail primär primær primární elsődleges birincil основной praca práce munkahelyi munkahely
   hivatali serviciu работа εργασίας 商务地址 商务 회사 근무처`,
);
/** Words that make a column the second choice: the row's first one is taken where it has a value. */
const second = setOf(
  `secondary second alternate alternative supplemental additional other further
   sekundare secondaire secundario secundaria secondaria secundair autre otro otra altro altra outro outra andere inny
   annan другой другая diger muu tertiary zweite zweiter dodatkowy sekundär sekundær sekundární másodlagos ikincil
   дополнительный 別の`,
);
/** Words for what is private: what belongs to the business comes first. */
const privately = setOf(
  `huisadres home personal private privat privater domicile domicilie personnel personnelle perso casa residencia residencial
   residence dom domů otthon otthoni domiciliu οικίας 住宅 집 residenza ab particular thuis domowy domowa hem hjem koti ev дом домашний частный личный 自宅`,
);
const connectors = setOf('of de del della di du d des do da dos das op do or and o e et ou und или la le l el na in');
/** Words beside the name of a country. */
const regions = setOf(
  `region regio regione régió regiune område περιοχή 地区 地區 지역 alue bolge bolgesi регион regiao territory 地域 iso code name mailing address adresse adres adresa
   adress direccion indirizzo endereco адрес werkadres huisadres`,
);
/** Words beside the name of a website that don't change its meaning. */
const companies = setOf(
  'company organization organisation account firm corporate primary main current work business value field the',
);

/** Splits a header into words without case and accents: `phone_number1` has three, `E-Mail 2: Adresse` as well. */
export function headerWords(header: string): string[] {
  const spaced = header
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .replace(/\be[\s-]?mail/giu, 'email');
  return foldText(spaced)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

/** A header without the words that only qualify it. */
export interface PlainName {
  /** The words that are left, joined. */
  name: string;
  /** 0: the first choice; each qualifier makes it a later one. */
  rank: number;
}

/**
 * Returns the ways to read a header, from the nearest to the barest: without qualifiers (`Other E-mail 2`), and without
 * connecting words too.
 */
export function plainNames(header: string): PlainName[] {
  const words = headerWords(header);
  const rank = rankOf(words);
  const bare = words.filter((word) => !isQualifier(word));
  const names = [
    words.filter((word) => !isOrder(word)),
    words.filter((word) => !isQualifier(word) || connectors.has(word)),
    bare,
    bare.filter((word) => !connectors.has(word)),
  ];
  return names.filter((left) => left.length > 0).map((left) => ({ name: left.join(''), rank }));
}

/** Returns a header's name of a country, without the words that go with it. */
export function countryName(header: string): string {
  const words = headerWords(header);
  if (words.some((word) => second.has(word))) return '';
  return words.filter((word) => !isQualifier(word) && !connectors.has(word) && !regions.has(word)).join('');
}

/** Returns a header's name of a website, without the company whose it is. */
export const websiteName = (header: string): string =>
  headerWords(header)
    .filter((word) => !isOrder(word) && !companies.has(word))
    .join('');

/** Returns the choice that a column is among others of its field, by its name: business, then second, then private. */
export function rankOf(words: readonly string[]): number {
  const isPrivate = words.some((word) => privately.has(word));
  const isSecond = words.some((word) => second.has(word) || /^(?:[2-9]|\d\d)$/u.test(word));
  return (isPrivate ? 4 : 0) + (isSecond ? 2 : 0);
}

/** Numbers of columns: `E-mail 2`. */
const isOrder = (word: string): boolean => /^\d{1,2}$/u.test(word);

const isQualifier = (word: string): boolean =>
  noise.has(word) || second.has(word) || privately.has(word) || isOrder(word);

/** Words for other people, devices and facts: such a column is not the lead's, whatever its values look like. */
const others = setOf(
  `fax telefax telecopie faks faksi факс pager beeper telex isdn tty tdd callback radio
   company corporate organization organisation account firm firma empresa societe societa unternehmen foretag sirket
   yrityksen организации компании hq headquarters switchboard parent subsidiary
   assistant assistants asst assistent asistente assistente asystenta помощника manager managers supervisor boss spouse
   partner emergency referrer referral reference owner rep recruiter buyer seller agent sender author
   previous former old last ex next
   status type typ tipo label display verified verification source id facebook twitter instagram xing github skype`,
);

/** Returns whether a header names somebody or something else than the lead, so that values alone don't make it a field. */
export const namesOthers = (header: string): boolean => headerWords(header).some((word) => others.has(word));
