import { expect, test } from 'vitest';
import { splitName, withoutTitles } from './splitName.ts';

const cases: [fullName: string, firstName: string | null, lastName: string | null, titles: string, isSure: boolean][] =
  [
    ['Ana Pérez', 'Ana', 'Pérez', '', true],
    ['Cher', 'Cher', null, '', true],
    ['山田 太郎', '太郎', '山田', '', false],
    ['김 민준', '민준', '김', '', false],
    ['Pérez, Ana', 'Ana', 'Pérez', '', false],
    ['van Dyck, Jan', 'Jan', 'van Dyck', '', false],
    ['PÉREZ, ANA', 'ANA', 'PÉREZ', '', false],
    ['Ana Pérez García', 'Ana', 'Pérez García', '', false],
    ['Dr. Ana Pérez', 'Ana', 'Pérez', 'Dr.', false],
    ['Prof. Dr. Eva Lang', 'Eva', 'Lang', 'Prof.|Dr.', false],
    ['Dr. Nora McSample-Jones, PhD', 'Nora', 'McSample-Jones', 'Dr.|PhD', false],
    ['Prof. Tim van der Probe', 'Tim', 'van der Probe', 'Prof.', false],
    ['Ms. Lea Muster, MBA', 'Lea', 'Muster', 'Ms.|MBA', false],
    ['John Smith, Jr.', 'John', 'Smith', 'Jr.', false],
    ['John Smith Jr.', 'John', 'Smith', 'Jr.', false],
    ['Henry Ford III', 'Henry', 'Ford', 'III', false],
    ['Dipl.-Ing. Karl Muster', 'Karl', 'Muster', 'Dipl.-|Ing.', false],
    ['Dr. med. Ute Beispiel', 'Ute', 'Beispiel', 'Dr.|med.', false],
    ['Müller, Prof. Dr. Hans', 'Hans', 'Müller', 'Prof.|Dr.', false],
    ['Smith, John, PhD', 'John', 'Smith', 'PhD', false],
    ['Juan Carlos de la Fuente', 'Juan Carlos', 'de la Fuente', '', false],
    ['Omar bin Said', 'Omar', 'bin Said', '', false],
    ['Li Wang, MA, SHRM-CP', 'Li', 'Wang', 'MA|SHRM-CP', false],
    ['Mr. Smith', null, 'Smith', 'Mr.', false],
    ['Don Johnson', 'Don', 'Johnson', '', true],
    ['Jack Ma', 'Jack', 'Ma', '', true],
    ['M. Night Shyamalan', 'M.', 'Night Shyamalan', '', false],
    ['ana PÉREZ', 'ana', 'PÉREZ', '', true],
    ['Drew Carey', 'Drew', 'Carey', '', true],
    ['Misson Lordan', 'Misson', 'Lordan', '', true],
    ['Ana,', 'Ana', null, '', true],
    ['Dr.', 'Dr.', null, '', true],
  ];
test.each(cases)('%s', (fullName, firstName, lastName, titles, isSure) => {
  const split = splitName(fullName);
  expect({ ...split, titles: split.titles.join('|') }).toEqual({ firstName, lastName, titles, isSure });
});

test.each([
  ['Dr. Nora', 'Nora'],
  ['McSample, PhD', 'McSample'],
  ['van der Probe', 'van der Probe'],
  ['King', 'King'],
  ['Frau', 'Frau'],
  ['Ing', 'Ing'],
  ['Major', 'Major'],
  ['Sr', 'Sr'],
])('the part %s of a name is %s', (text, name) => {
  expect(withoutTitles(text).name).toBe(name);
});
