/** The address of each country's flag, by the country's code. The browser loads only the pictures it shows. */
const byPath = import.meta.glob<string>('../../../../../node_modules/country-flag-icons/3x2/??.svg', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

export const flagAddresses: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(byPath).map(([path, address]) => [path.slice(-'XX.svg'.length, -'.svg'.length), address]),
);
