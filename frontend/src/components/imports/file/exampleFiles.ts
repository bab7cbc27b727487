import clean from '../../../../../examples/leads.csv?url&no-inline';
import excel from '../../../../../examples/leads-excel-de.csv?url&no-inline';
import utf16 from '../../../../../examples/leads-utf16.csv?url&no-inline';
import problems from '../../../../../examples/leads-with-problems.csv?url&no-inline';

export type ExampleFile = { name: string; about: string; url: string };

/** Files to try an import with; the build puts them beside the page, byte by byte as they are. */
export const exampleFiles: readonly ExampleFile[] = [
  { name: 'leads.csv', about: '200 clean rows from many countries', url: clean },
  { name: 'leads-with-problems.csv', about: 'What goes wrong in real lists', url: problems },
  { name: 'leads-excel-de.csv', about: 'As a German Excel saves it', url: excel },
  { name: 'leads-utf16.csv', about: 'As Excel saves Unicode text', url: utf16 },
];

/** An example as if it had been chosen from the disk. */
export const fetchExample = async ({ name, url }: ExampleFile): Promise<File> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new File([await response.blob()], name, { type: 'text/csv' });
};
