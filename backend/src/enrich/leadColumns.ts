import { foldText } from '../leads/foldText.ts';

/** What a column of a file may mean; `fullName` is taken apart. */
export type LeadColumn =
  | 'firstName'
  | 'lastName'
  | 'fullName'
  | 'email'
  | 'companyName'
  | 'companyWebsite'
  | 'jobTitle'
  | 'country'
  | 'phone'
  | 'linkedin';

/** For each meaning the places of its columns, in the order of the file. */
export type LeadColumns = Partial<Record<LeadColumn, number[]>>;

/** English, Spanish, German, French; without case, accents and anything but letters and digits. */
const names: Record<LeadColumn, string> = {
  firstName: 'first firstname givenname forename nombrepila nombredepila primernombre vorname prenom',
  lastName: `last lastname surname familyname apellido apellidos primerapellido nachname familienname zuname nomdefamille`,
  fullName: `name fullname contact contactname contactfullname leadname person personname nombre nombrecompleto
    nombreyapellido nombreyapellidos contacto vollername vollstandigername kontakt kontaktname ansprechpartner
    nom nomcomplet nometprenom prenometnom prenomnom nomprenom`,
  email: `email mail emailaddress mailaddress workemail businessemail companyemail contactemail emailwork primaryemail
    correo correoelectronico direcciondecorreo emailadresse mailadresse geschaftlicheemail courriel adressemail
    adresseemail adressecourriel adresseelectronique emailpro emailprofessionnel`,
  companyName: `company companyname organization organisation organizationname employer account accountname business
    currentcompany empresa compania nombreempresa nombredeempresa nombredelaempresa organizacion firma firmenname
    unternehmen unternehmensname arbeitgeber entreprise societe nomentreprise nomdelentreprise nomsociete nomdelasociete
    raisonsociale employeur`,
  companyWebsite: `website web url homepage domain companywebsite companyurl companydomain companyweb websiteurl
    companywebsiteurl sitio sitioweb paginaweb web pagina dominio webseite webadresse internetseite firmenwebsite
    siteweb site siteinternet domaine`,
  jobTitle: `jobtitle title job position role jobposition jobrole positiontitle currenttitle cargo puesto puestodetrabajo
    titulo berufsbezeichnung stellenbezeichnung stelle funktion beruf jobtitel titel poste fonction intituleduposte
    titreduposte metier`,
  country: `country countrycode countryname companycountry pais codigopais codigodepais land landercode landescode
    laendercode landeskurzel pays codepays`,
  phone: `phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone mobilenumber mobilephonenumber cell
    cellphone directphone workphone telefono numerodetelefono telefonomovil movil celular numtelefono telefon
    telefonnummer telefonnr rufnummer handy handynummer mobil mobilnummer mobiltelefon numerodetelephone numtel portable
    telephoneportable telephonemobile`,
  linkedin: `linkedin linkedinurl linkedinprofile linkedinprofileurl linkedinlink personlinkedin personlinkedinurl
    perfillinkedin perfildelinkedin urllinkedin linkedinprofil profillinkedin lienlinkedin`,
};

const meanings = new Map(
  Object.entries(names).flatMap(([column, words]) => words.split(/\s+/u).map((word) => [word, column as LeadColumn])),
);

/** Which columns of a file mean something for a lead, by their names alone. */
export function leadColumnsOf(header: readonly string[]): LeadColumns {
  const columns: LeadColumns = {};
  header.forEach((name, place) => {
    const meaning = meanings.get(foldText(name).replace(/[^\p{L}\p{N}]/gu, ''));
    if (meaning !== undefined) (columns[meaning] ??= []).push(place);
  });
  return withNamesBeside(columns);
}

/** "Name" beside "Vorname", "Nom" beside "Prénom" is the last name; "Nombre" beside "Apellidos" the first. */
function withNamesBeside({ fullName, ...columns }: LeadColumns): LeadColumns {
  if (fullName === undefined) return columns;
  if (columns.firstName !== undefined && columns.lastName === undefined) return { ...columns, lastName: fullName };
  if (columns.lastName !== undefined && columns.firstName === undefined) return { ...columns, firstName: fullName };
  return { ...columns, fullName };
}
