import { expect, test } from 'vitest';
import { leadColumnsOf } from './leadColumns.ts';

test.each<[string, ReturnType<typeof leadColumnsOf>]>([
  ['First Name,Last Name,E-mail', { firstName: [0], lastName: [1], email: [2] }],
  ['first_name,LASTNAME,Email.Address', { firstName: [0], lastName: [1], email: [2] }],
  [
    'Nombre,Apellidos,Correo electrónico,Empresa,País',
    { firstName: [0], lastName: [1], email: [2], companyName: [3], country: [4] },
  ],
  [
    'Vorname,Name,E-Mail-Adresse,Firma,Land',
    { firstName: [0], lastName: [1], email: [2], companyName: [3], country: [4] },
  ],
  [
    'Prénom,Nom,Adresse e-mail,Société,Pays',
    { firstName: [0], lastName: [1], email: [2], companyName: [3], country: [4] },
  ],
  ['NOM COMPLET,Site web,Poste', { fullName: [0], companyWebsite: [1], jobTitle: [2] }],
  ['Name,Phone,Mobile,LinkedIn URL', { fullName: [0], phone: [1, 2], linkedin: [3] }],
  ['Nombre,Puesto,Teléfono móvil', { fullName: [0], jobTitle: [1], phone: [2] }],
  ['Geschäftliche E-Mail,Länder-Code', { email: [0], country: [1] }],
  [' \u00a0Email ,Notes,email', { email: [0, 2] }],
  ['foo,bar,', {}],
])('%s', (header, columns) => {
  expect(leadColumnsOf(header.split(','))).toEqual(columns);
});
