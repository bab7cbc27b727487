import clean from '../../../../../examples/leads.csv?url&no-inline';
import excel from '../../../../../examples/leads-excel-de.csv?url&no-inline';
import utf16 from '../../../../../examples/leads-utf16.csv?url&no-inline';
import problems from '../../../../../examples/leads-with-problems.csv?url&no-inline';

export type ExampleFile = { name: string; about: string; url: string };

/** Example files for a first import. The build copies them unchanged. */
export const exampleFiles: readonly ExampleFile[] = [
  { name: 'leads.csv', about: '200 clean rows from many countries', url: clean },
  { name: 'leads-with-problems.csv', about: 'Typical problems of real lists', url: problems },
  { name: 'leads-excel-de.csv', about: 'Saved by a German Excel', url: excel },
  { name: 'leads-utf16.csv', about: 'Saved by Excel as Unicode text', url: utf16 },
];

/** Downloads an example as a file, as if the user had chosen it. */
export const fetchExample = async ({ name, url }: ExampleFile): Promise<File> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new File([await response.blob()], name, { type: 'text/csv' });
};
