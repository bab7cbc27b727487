/** The files of `examples/` at the root that are there; the build copies them beside the page. */
const urls = import.meta.glob<string>('../../../../examples/*.csv', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

const abouts = [
  { name: 'leads.csv', about: '200 clean rows from many countries' },
  { name: 'leads-with-problems.csv', about: 'what goes wrong in real lists' },
  { name: 'leads-excel-de.csv', about: 'saved by a German Excel' },
  { name: 'leads-utf16.csv', about: 'saved as Unicode text' },
];

export type ExampleFile = { name: string; about: string; url: string };

/** Files to try an import with. */
export const exampleFiles: readonly ExampleFile[] = abouts.flatMap(({ name, about }) => {
  const url = urls[`../../../../examples/${name}`];
  return url === undefined ? [] : [{ name, about, url }];
});

/** An example as if it had been chosen from the disk. */
export const fetchExample = async ({ name, url }: ExampleFile): Promise<File> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new File([await response.blob()], name, { type: 'text/csv' });
};
