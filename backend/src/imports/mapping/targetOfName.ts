import { type ImportField, type importPhoneFields, type ImportTarget, importTargetSchema } from '@tinygenesy/contract';
import { bareName } from './bareName.ts';
import { countryName, headerWords, plainNames, rankOf, websiteName } from './headerWords.ts';

/**
 * Names of a lead's fields in people's files, as `bareName` reduces them. The first of each is the API's name.
 * Languages: English, German, Spanish, French, Italian, Portuguese, Dutch, Polish, Swedish, Danish, Norwegian, Finnish,
 * Czech, Hungarian, Romanian, Turkish, Russian, Greek, Chinese, Japanese, Korean.
 */
const names: Record<Exclude<ImportField, (typeof importPhoneFields)[number]>, string> = {
  firstName: `firstname first fname givenname given forename christianname
    vorname rufname nombrepila nombredepila primernombre prenom nomedibattesimo nomeproprio primeironome primeiro
    voornaam roepnaam imie fornamn tilltalsnamn fornavn etunimi jmeno krestnijmeno keresztnev utonev prenume isim adi имя
    名 名字
    ilkadi ilkad ad eesnimi prenumele first
    namefirst όνομα 이름 křestníjméno`,
  lastName: `lastname last lname surname familyname family secondname
    nachname familienname zuname apellido apellidos primerapellido nomdefamille cognome cognomi sobrenome apelido
    ultimonome achternaam familienaam nazwisko efternamn efternavn etternavn sukunimi prijmeni vezeteknev csaladnev
    numedefamilie soyad soyadi soyisim фамилия 姓
    last perekonnanimi
    namelast 1erapellido επώνυμο 성`,
  fullName: `fullname name contact contactname leadname person personname prospect prospectname firstandlastname
    firstnamelastname displayname fileas
    vollername vollstandigername vorundnachname vornachname kontakt kontaktperson ansprechpartner ansprechpartnerin
    nombre nombrecompleto nombreyapellido nombreyapellidos nombreapellidos contacto personadecontacto
    nom nomcomplet nometprenom prenometnom prenomnom nomprenom
    nome nomecompleto nomecognome nomeecognome nominativo contatto contato nomeesobrenome
    naam volledigenaam contactpersoon nazwa imieinazwisko imienazwisko namn fulltnamn helanamnet kontaktnamn
    navn fuldtnavn fulltnavn nimi kokonimi jmenoaprijmeni celejmeno nev teljesnev nume numecomplet adsoyad adisoyadi
    фио полноеимя 姓名 氏名 名前
    nachnamevorname vornamenachname`,
  email: `email mail emailaddress mailaddress emailid workemail businessemail companyemail contactemail emailwork
    primaryemail professionalemail
    correo correoelectronico direcciondecorreo direcciondecorreoelectronico emailadresse mailadresse geschaftlicheemail
    geschaeftlicheemail courriel adressemail adresseemail adressecourriel adresseelectronique emailpro
    emailprofessionnel indirizzoemail indirizzomail indirizzodipostaelettronica posta postaelettronica
    enderecodeemail correioeletronico correioelectronico emailadres mailadres adresemail adrespocztyelektronicznej
    epost epostadress mejl mejladress epostadresse sahkoposti sahkopostiosoite emailcim eposta epostaadresi
    почта электроннаяпочта адресэлектроннойпочты 邮箱 电子邮件 电子邮箱 メール メールアドレス
    emails adressedemessagerie messagerie correodetrabajo indirizzopostaelettronica direcciondelcorreoelectronico enderecodocorreioelectronico enderecodecorreioelectronico emailovaadresa emailova адресэлпочты элпочты elektronikpostaadresi elektronikpostaadres elektronikposta emailprive 電子メールアドレス 電子メール 메일 электронныйадрес
    διεύθυνσηηλεκτρονικούταχυδρομείου 电子邮件地址 電子郵件地址 電子郵件 郵箱 이메일 이메일주소 전자메일주소 別のメールアドレス eメール adresădepoștăelectronică`,
  jobTitle: `jobtitle title job position role jobposition jobrole positiontitle currenttitle currentposition occupation
    function headline designation profession
    cargo puesto puestodetrabajo titulo ocupacion profesion berufsbezeichnung stellenbezeichnung stelle funktion beruf
    jobtitel titel positionimunternehmen poste fonction intituleduposte titreduposte metier titre
    ruolo mansione posizione qualifica titolo funcao profissao cargoatual functie functietitel functienaam beroep
    stanowisko stanowiskopracy befattning yrke stilling stillingsbetegnelse tehtavanimike ammatti pozice funkce beosztas
    munkakor functia unvan pozisyon gorev должность 职位 职务 役職
    arbeitstitel posizione isunvani organizationtitle currentjob
    intitulédeposte posizionelavorativa titelderorganisation cargoenlaorganización titredanslorganisation titolonellorganizzazione cargonaorganização θέση 직함 직위`,
  companyName: `companyname company organization organisation organizationname organisationname employer employername
    account accountname business businessname firm currentcompany currentemployer workplace
    empresa compania nombreempresa nombredeempresa nombredelaempresa nombredelacompania organizacion razonsocial
    firma firmenname firmabezeichnung unternehmen unternehmensname arbeitgeber gesellschaft
    entreprise societe nomentreprise nomdelentreprise nomsociete nomdelasociete raisonsociale employeur
    azienda nomeazienda societa ragionesociale ditta impresa nomedaempresa nomeempresa companhia razaosocial
    bedrijf bedrijfsnaam organisatie werkgever nazwafirmy przedsiebiorstwo pracodawca foretag foretagsnamn
    arbetsgivare firmanavn virksomhed bedrift selskap yritys yrityksennimi tyonantaja spolecnost nazevfirmy ceg cegnev
    companie numelecompaniei sirket sirketadi компания организация 公司 公司名称 会社 会社名
    accounts organizzazione relatedcompany parentidname partnername companynameforemails organizacao названиекомпании организация наименованиекомпании compagnie
    organizacja organizace szervezet kuruluş εταιρεία 회사 회사명 单位 單位 namederorganisation nombredelaorganización nomdelorganisation nomedaorganização empresarelacionada ragsociale compname fa`,
  companyWebsite: `companywebsite website web url homepage domain companyurl companydomain companyweb websiteurl
    webaddress webpage companywebsiteurl domainname
    sitio sitioweb paginaweb pagina dominio webdelaempresa webseite webadresse internetseite internetadresse
    firmenwebsite firmenwebseite siteweb site siteinternet domaine sitointernet sitoweb sito
    sitedaempresa paginadainternet bedrijfswebsite stronawww strona stronainternetowa witryna www domena
    webbplats hemsida webbsida hjemmeside nettside nettsted verkkosivu kotisivu webovestranky honlap weboldal webhely
    websitesi сайт вебсайт 网站 网址 ウェブサイト
    webpage webpagina paginadaweb paginanaweb stronasieciweb webovastranka websayfasi websivu вебстраница webページ корпоративныйсайт urldelsitioweb siteurl homepageurl
    webside weblap ιστοσελίδα 网页 網頁 웹페이지 urldusiteweb urldosite urlsitoweb ウェブサイトurl`,
  countryCode: `countrycode country countryname nation countryregion countryiso iso iso2 countryiso2 isocountry
    isocountrycode
    pais codigopais codigodepais codigodelpais land laender landercode landescode laendercode landerkurzel laenderkurzel
    landeskurzel landkennzeichen pays codepays paese codicepaese nazione codigodopais landcode landnaam kraj
    kodkraju panstwo landskod landekode landkode maa maakoodi zeme kodzeme orszag orszagkod tara codtara
    ulke ulkekodu страна кодстраны 国家 国家代码 国 国名
    countryidname countryid paisregiaodaempresa paisregiaoderesidencia paisdaresidenciaregiao 国地域
    ctry ctrycd státdomů státpráce hemland arbetsland χώρα 국가 国家地区 國家地區`,
  phoneNumber: `phonenumber phone phoneno telephone telephonenumber telephoneno tel telno telnumber mobile mobilephone
    mobilenumber mobileno mobilephonenumber cell cellphone cellnumber cellular directphone directdial directline
    workphone businessphone landline officephone phonework phonemobile
    telefono numerodetelefono telefonomovil telefonofijo movil celular numtelefono numerotelefono ntelefono notelefono nodetelefono ndetelefono
    telefonodecontacto telefon telefonnummer telefonnr telnr rufnummer handy handynummer handynr mobil mobilnummer
    mobilnr mobiltelefon durchwahl festnetz numerodetelephone numtel notel ntel portable telephoneportable
    telephonemobile telephonefixe fixe mobiel cellulare telefonocellulare numeroditelefono recapitotelefonico telefone
    telemovel numerodetelefone fone telefoonnummer telefoon mobielnummer gsm numertelefonu nrtelefonu nrtel komorka
    telefonkomorkowy telefonnumer mobilnummer puhelin puhelinnumero matkapuhelin telefonnicislo mobilnitelefon
    telefonszam mobilszam numardetelefon nrdetelefon telefonnumarasi ceptelefonu ceptel телефон номертелефона мобильный
    мобильныйтелефон 电话 电话号码 手机 手机号 電話番号 電話 携帯電話
    mob natel tfno`,
  linkedinUrl: `linkedinurl linkedin linkedinprofile linkedinprofileurl linkedinlink linkedinpage linkedinaddress
    linkedinpublicurl publicprofileurl personlinkedin personlinkedinurl
    perfillinkedin perfildelinkedin urllinkedin urldelinkedin enlacelinkedin linkedinprofil linkedinadresse
    profillinkedin lienlinkedin profilolinkedin perfildolinkedin linkedinprofiel
    linkedinprofilelink sociallink socialurl profileurl profile linkedinmember`,
  yearsInRole: `yearsinrole yearsinposition yearsinjob yearsincurrentrole yearsincurrentposition yearsincurrentjob
    tenure timeinrole timeinposition experience yearsofexperience yearsexperience years
    anosenelpuesto anosenelcargo anosdeexperiencia antiguedad experiencia jahreinposition jahreinderposition
    jahreinrolle jahreinderrolle jahreinfunktion berufserfahrung betriebszugehorigkeit
    anneesauposte anneesdansleposte anneesdexperience anciennete anniinruolo annidiesperienza anzianita
    anosnocargo anosnafuncao tempodecargo jareninfunctie jarenervaring latanastanowisku staz
    ariroll aritjansten`,
  tags: `tags tag labels label lists list segment segments 
    etiquetas etiqueta etiketten schlagworter schlagworte schlagwoerter stichworte etiquettes etiquette
    etichette etichetta marcadores trefwoorden tagi etykiety taggar etiketter merkelapper
    libellés stichwörter`,
  doNotContact: `donotcontact dnc donotcall donotemail dontcontact nocontact optout optedout unsubscribed unsubscribe
    blacklisted suppressed hasoptedout hasoptedoutofemail emailoptout
    nocontactar nomolestar bajadeemail nichtkontaktieren nichtkontaktierbar kontaktsperre werbesperre
    nepascontacter desabonne desinscrit oppositioncontact noncontattare naocontatar naocontactar nietcontacteren
    niekontaktowac kontaktaejinte kontaktaej ikkekontakt
    unsubscribedfromallemail optoutemail donotallowemails donotallowemail hasoptedoutofmarketing globalunsubscribe
    nichtanrufen nepasappeler nollamar nãoligar nonchiamare nietbellen niedzwonić ringinte ringikke ikkering äläsoita nevolat nehívja nusunați aramayın незвонить emailabmeldung`,
};

/**
 * Names that mean the field only where no other column names it: `Title` may be a salutation, and `User Email` the
 * sender's address.
 */
const weakNames: ReadonlySet<string> = new Set(
  `title titel titre titolo titulo tytul titul unvan 肩書き headline profession
   profesion profissao profileurl profile link useremail username
   companyemail kontakt contact contacto contatto contato`
    .split(/\s+/u)
    .map(bareName),
);

const targets = new Map(
  Object.entries(names).flatMap(([field, words]) =>
    words
      .trim()
      .split(/\s+/u)
      .map((word) => [bareName(word), field as ImportField] as const),
  ),
);

/** What a column's name means. */
export interface NameMeaning {
  target: ImportTarget;
  /** Of several columns for one field, the lowest is the first choice. */
  rank: number;
  /** The name counts only if no other column names this field. */
  isWeak: boolean;
}

/**
 * Returns the target of a column by its name alone, in any usual spelling and many languages; null: unknown or
 * read-only. `Name` is a full name here. `suggestColumns` looks at the columns beside it.
 */
export const targetOfName = (header: string): ImportTarget | null => meaningOfName(header)?.target ?? null;

/** Returns what a column's name means, with its rank among others of the same field; null: unknown or read-only. */
export function meaningOfName(header: string): NameMeaning | null {
  const own = /^custom[:.](.+)$/su.exec(header.trim())?.[1]?.trim();
  if (own !== undefined) {
    const target = importTargetSchema.safeParse(`custom:${own}`).data;
    return target === undefined ? null : { target, rank: 0, isWeak: false };
  }
  const isWeak = weakNames.has(bareName(header));
  const exact = targets.get(bareName(header));
  if (exact !== undefined) return { target: exact, rank: rankOf(headerWords(header)), isWeak };
  for (const { name, rank } of [...plainNames(header), ...plainNames(withoutBrackets(header))]) {
    const target = targets.get(bareName(name));
    if (target !== undefined && !isOtherUse(target, rank)) return { target, rank, isWeak: weakNames.has(name) };
  }
  const rank = rankOf(headerWords(header));
  if (targets.get(countryName(header)) === 'countryCode') return { target: 'countryCode', rank, isWeak: false };
  if (rank < 4 && targets.get(websiteName(header)) === 'companyWebsite') {
    return { target: 'companyWebsite', rank, isWeak: false };
  }
  return null;
}

/** Only addresses and numbers may be private ones. Countries and websites have rules of their own. */
function isOtherUse(target: ImportField, rank: number): boolean {
  if (target === 'countryCode' || target === 'companyWebsite') return true;
  return rank >= 4 && !['email', 'phoneNumber', 'linkedinUrl'].includes(target);
}

const withoutBrackets = (header: string): string => header.replace(/[([{][^)\]}]*[)\]}]/gu, ' ');
