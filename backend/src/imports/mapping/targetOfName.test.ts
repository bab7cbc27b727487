import { importFields, importPhoneFields } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { targetOfName } from './targetOfName.ts';

const known: [target: string, ...headers: string[]][] = [
  ['firstName', 'First Name', 'first_name', 'FIRSTNAME', 'firstName', ' First-Name ', 'Vorname', 'Prénom', 'PRENOM'],
  ['firstName', 'Given name', 'Primeiro nome', 'Voornaam', 'Imię', 'Förnamn', 'Keresztnév', 'Имя', '名'],
  ['lastName', 'Last Name', 'Surname', 'Nachname', 'Apellido', 'Apellidos', 'Cognome', 'Sobrenome', 'Nazwisko'],
  ['lastName', 'Nom de famille', 'Achternaam', 'Efternamn', 'Příjmení', 'Фамилия', '姓'],
  ['fullName', 'Name', 'Full Name', 'Nombre y apellidos', 'Nome completo', 'Imię i nazwisko', 'Ansprechpartner:in'],
  ['email', 'E-mail', 'e mail', 'EMAIL ADDRESS', 'Mail', 'Correo electrónico', 'E-Mail-Adresse', 'Courriel', 'E-post'],
  ['email', 'E-mail 1 - Value', 'Contact Email', 'Work e-mail', 'Email (work)', 'email*', 'メールアドレス', '电子邮件'],
  ['jobTitle', 'Job Title', 'title', 'Position', 'Puesto', 'Cargo', 'Fonction', 'Ruolo', 'Stanowisko', 'Befattning'],
  [
    'companyName',
    'Company',
    'Company Name',
    'Organization',
    'Firma',
    'Empresa',
    'Société',
    'Azienda',
    'Bedrijf',
    'Företag',
  ],
  ['companyWebsite', 'Website', 'Company URL', 'Domain', 'Página web', 'Webseite', 'Site Internet', 'Sitio Web'],
  [
    'countryCode',
    'Country',
    'country_code',
    'countryCode',
    'País',
    'Land',
    'Ländercode',
    'Pays',
    'Paese',
    'Kraj',
    'Страна',
  ],
  [
    'phoneNumber',
    'Tel.',
    'Phone',
    'Phone Number',
    'Mobile',
    'Teléfono',
    'Nº de teléfono',
    'Handy',
    'Telefon',
    'Téléphone',
  ],
  [
    'phoneNumber',
    'Cell phone',
    'Phone 1 - Value',
    'Téléphone (portable)',
    'Telemóvel',
    'Мобильный телефон',
    '電話番号',
  ],
  ['linkedinUrl', 'LinkedIn', 'LinkedIn URL', 'linkedin_profile', 'Person Linkedin Url', 'Perfil de LinkedIn'],
  ['yearsInRole', 'Years in role', 'yearsInRole', 'Tenure', 'Años en el puesto', 'Jahre in Position', 'Anni in ruolo'],
  ['tags', 'Tags', 'Labels', 'Etiquetas', 'Schlagwörter'],
  ['doNotContact', 'Do not contact', 'doNotContact', 'DNC', 'Opt-out', 'No contactar', 'Ne pas contacter'],
  ['custom:Shoe size', 'custom:Shoe size', 'custom.Shoe size'],
];

test.each(known.flatMap(([target, ...headers]) => headers.map((header) => [header, target])))(
  'a column named "%s" is mapped to %s',
  (header, target) => {
    expect(targetOfName(header)).toBe(target);
  },
);

const phoneFields: ReadonlySet<string> = new Set(importPhoneFields);
test.each(importFields.filter((field) => !phoneFields.has(field)))("the API's own name %s is known", (field) => {
  expect(targetOfName(field)).toBe(field);
});

test.each([
  '',
  'id',
  'version',
  'phoneStatus',
  'Phone status',
  'emailVerified',
  'E-mail verdict',
  'createdAt',
  'Shoe size',
])('a column named "%s" is not mapped', (header) => {
  expect(targetOfName(header)).toBeNull();
});
