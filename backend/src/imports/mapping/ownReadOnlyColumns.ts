import { bareName } from './bareName.ts';

/** Read-only columns that only our exports and `npm run enrich` write. */
const ours: ReadonlySet<string> = new Set(
  `phonestatus phoneextension phonetype phonecountry phoneprovider phonemode phonedetail phonereason phonecheckedat
   phonemadeup emailverified emailverdict emailreasons emailcheck emailcheckedat countryraw`.split(/\s+/u),
);
/** Read-only columns that other files may have too: they count as ours only beside one of `ours`. */
const common: ReadonlySet<string> = new Set('id version message createdat updatedat'.split(' '));

/**
 * Returns for each header whether it is a read-only column of our own export. Both names of a column count: the API's
 * (`phoneStatus`) and the one on the screen (`Phone status`).
 */
export function ownReadOnlyColumns(headers: readonly string[]): boolean[] {
  const names = headers.map(bareName);
  const isOurs = names.some((name) => ours.has(name));
  return names.map((name) => ours.has(name) || (isOurs && common.has(name)));
}
