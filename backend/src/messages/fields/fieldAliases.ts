import type { LeadFieldName } from './leadFields.ts';

/**
 * Names of lead fields in merge fields of other programs, as `squeezedName` reduces them, next to the field's own name and
 * label. Sources: the public help pages of Mailchimp, HubSpot, Salesforce, Marketo, Brevo, ActiveCampaign, Klaviyo, Apollo,
 * Lemlist, Instantly, Outreach, Zoho and Word on their merge fields; and the columns of mail merges in seven languages.
 */
const names: Partial<Record<LeadFieldName, string>> = {
  firstName: `fname first given givenname forename firstnamefix vorname prenom nombre primernombre nome voornaam imie
    fornamn fornavn etunimi jmeno krestnijmeno keresztnev utonev prenume isim adi имя імя όνομα 名 名字 이름`,
  lastName: `lname last surname familyname secondname nachname nom apellido apellidos cognome sobrenome apelido achternaam
    nazwisko efternamn efternavn etternavn sukunimi prijmeni vezeteknev csaladnev soyad soyadi фамилия прізвище επώνυμο 姓`,
  email: `emailaddress mail mailaddress workemail emailadresse emailaddr correo correoelectronico courriel epost mejl sahkoposti eposta почта 邮箱 メール`,
  jobTitle: `title position role job jobposition jobrole positiontitle designation occupation currenttitle berufsbezeichnung puesto cargo
    poste fonction ruolo functie stanowisko befattning stilling tehtavanimike funkce beosztas unvan должность 职位 役職`,
  companyName: `organization organisation org orgname organizationname organisationname account accountname employer
    business businessname currentcompany firma firmenname unternehmen empresa compania organizacion entreprise societe
    azienda bedrijf foretag virksomhed yritys spolecnost ceg sirket компания 公司 会社`,
  companyWebsite: `web site url domain homepage websiteurl companyurl companydomain webseite sitioweb siteweb`,
  countryCode: `countryname land pais pays paese kraj`,
  phoneNumber: `telephone tel mobile mobilephone mobilenumber cell cellphone workphone directphone directdial telefon
    telefono handy`,
  linkedinUrl: `linkedinprofile linkedinprofileurl linkedinlink profileurl`,
  yearsInRole: `yearsinposition tenure`,
};

const words = (text: string): string[] => text.trim().split(/\s+/u);

export const fieldAliases: ReadonlyMap<string, LeadFieldName> = new Map(
  Object.entries(names).flatMap(([name, aliases]) =>
    words(aliases).map((alias) => [alias, name as LeadFieldName] as const),
  ),
);

/** Names of the whole name, which is two fields here. */
export const fullNames: ReadonlySet<string> = new Set(
  words(
    'name fullname contactname displayname vollername nombrecompleto nomcomplet nomecompleto imieinazwisko фио 姓名 氏名',
  ),
);

/** Names that ordinary text has in brackets too: a merge field only where the form leaves no doubt. */
export const everydayNames: ReadonlySet<string> = new Set(
  words(`first last given id tags role job land site web url account business mail cell tel handy donotcontact
    emailverified`),
);

/** What a field belongs to, as in `contact.firstname`. Not the sender: `sender`, `owner` and `user`. */
export const personOwners: ReadonlySet<string> = new Set(
  words(
    `contact contacts person people lead leads recipient prospect subscriber customer client candidate applicant member
    profile merge fields custom their params var data`,
  ),
);
export const companyOwners: ReadonlySet<string> = new Set(
  words('company account accounts organization organisation org'),
);
