import type { SuppressionKind } from '@tinygenesy/contract';

export interface ListColumn {
  header: string;
  /** Null: the column is not read. */
  kind: SuppressionKind | null;
}

/** Names of columns in files that people have, without case, accents and signs. The first that fits decides. */
const names: readonly (readonly [RegExp, SuppressionKind])[] = [
  [/linkedin|^(?:social)?profil/u, 'profile'],
  [
    /mail|correo|courriel|^adres+[ae]?s?$|messagerie|electronique|e?post(?:adres|a$|i)|^epost|mejl|почт|邮箱|郵箱|邮件|郵件|メール|메일/u,
    'email',
  ],
  [
    /phone|mobil|^tel|telefon|handy|cell|movil|portable|numero|^number|fono|whatsapp|gsm|puhelin|komork|rufnummer|телефон|电话|電話|手机|手機|携帯|전화|휴대/u,
    'phone',
  ],
  [/domain|dominio|domaine|website|webseite|sitio|site|^web|^url/u, 'domain'],
];
/** Names of columns that list domains; other ones, such as `Website`, describe the company of a person. */
const listsDomains = /^(?:(?:blocked|suppressed|excluded|email)?(?:domains?|domainname|domaene|dominios?|domaines?))$/u;
/** A column about a person's email rather than with it. */
const notValues =
  /status|reason|date|verif|optout|subscri|type|count|bounce|valid|grund|datum|note|notiz|comment|remark|descri|owner|sender|user|agent|author|campaign|addedby|createdby/u;

/**
 * Returns how the columns of a file with this header are read; null: the record is no header. A column with the company's
 * website is read only in a file without other columns: a list of persons must not exclude their whole companies.
 */
export function columnKinds(cells: readonly string[]): ListColumn[] | null {
  const columns = cells.map((header) => ({ header: header.trim(), name: folded(header) }));
  const kinds = columns.map(({ name }) =>
    notValues.test(name) ? null : (names.find(([pattern]) => pattern.test(name))?.[1] ?? null),
  );
  if (kinds.every((kind) => kind === null)) return null;
  const hasPersons = kinds.some((kind) => kind !== null && kind !== 'domain');
  return columns.map(({ header, name }, index) => {
    const kind = kinds[index] ?? null;
    return { header, kind: kind === 'domain' && hasPersons && !listsDomains.test(name) ? null : kind };
  });
}

/** Returns whether a column of this name may list contacts. */
export const mayHaveContacts = (header: string): boolean => !notValues.test(folded(header));

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
