import { expect, test } from 'vitest';
import { suggestColumns } from '../mapping/suggestColumns.ts';
import { createJudge } from './createJudge.ts';
import { plan } from './fixtures/judgeRow.ts';

/** Judges the only row of a file, with the columns as they are suggested. */
function judged(headers: string[], cells: string[]) {
  const columns = suggestColumns(headers, headers, [cells], true).map(({ header, suggested }) => ({
    header,
    target: suggested,
  }));
  return createJudge(plan({ columns }))({ row: 1, line: 2, cells, fault: null });
}

const google = ['E-mail 1 - Label', 'E-mail 1 - Value', 'E-mail 2 - Label', 'E-mail 2 - Value'];
const older = google.map((header) => header.replace('Label', 'Type'));
const [home, work] = ['ana@home.example', 'ana@acme.example'];
test.each([
  [google, ['* Home', home, 'Work', work], work],
  [google, ['Work', work, '* Home', home], work],
  [google, ['* Home', home, '* Work', work], work],
  [google, ['Home', home, 'Other', work], work],
  [google, ['Home', home, '', work], work],
  [google, ['', work, 'Home', home], work],
  [google, ['Other', home, 'Work', work], work],
  [google, ['* Home', home, 'Work', ''], home],
  [google, ['Privat', home, 'Geschäftlich', work], work],
  [google, ['Casa', home, 'Trabajo', work], work],
  [google, ['Domicile', home, 'Bureau', work], work],
  [older, ['* Home', home, 'Work', work], work],
  [older, ['* Work', work, 'Home', home], work],
  [['Home email', 'Email'], [home, work], work],
])('%j: of %j, the email is %s', (headers, cells, email) => {
  const { lead, issues } = judged(headers, cells);
  expect(lead?.email).toBe(email);
  expect(Object.values(lead?.custom ?? {})).toEqual(
    expect.arrayContaining([home, work].filter((one) => one !== email && cells.includes(one))),
  );
  expect(issues.filter(({ severity }) => severity !== 'note')).toEqual([]);
});

test.each([
  [
    ['Display Name', 'Company Name', 'Email'],
    ['Azure Interior, Brandon Freeman', 'Azure Interior', 'b@a.example'],
  ],
  [
    ['Display Name', 'Related Company', 'Email'],
    ['Azure Interior, Brandon Freeman', 'Azure Interior', 'b@a.example'],
  ],
])('%j: the name is what stands behind the company', (headers, cells) => {
  expect(judged(headers, cells).lead).toMatchObject({
    firstName: 'Brandon',
    lastName: 'Freeman',
    companyName: 'Azure Interior',
  });
});
