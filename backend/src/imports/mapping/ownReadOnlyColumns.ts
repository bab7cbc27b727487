import { bareName } from './bareName.ts';

/** Columns of our own exports (and of `npm run enrich`) that nobody else has and that no import may write. */
const ours: ReadonlySet<string> = new Set(
  `phonestatus phoneextension phonetype phonecountry phoneprovider phonemode phonedetail phonereason phonecheckedat
   phonemadeup emailverified emailverdict emailreasons emailcheck emailcheckedat countryraw`.split(/\s+/u),
);
/** Others have these too: they count only beside one of the former. */
const common: ReadonlySet<string> = new Set('id version message createdat updatedat'.split(' '));

/**
 * For each header whether it is a column of our own export that can't be imported: as the API calls it (`phoneStatus`)
 * or as people read it (`Phone status`).
 */
export function ownReadOnlyColumns(headers: readonly string[]): boolean[] {
  const names = headers.map(bareName);
  const isOurs = names.some((name) => ours.has(name));
  return names.map((name) => ours.has(name) || (isOurs && common.has(name)));
}
