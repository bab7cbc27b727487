const plain = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/u;
const local = /^[^\s@"(),:;<>[\\\]\p{Cc}.]+(?:\.[^\s@"(),:;<>[\\\]\p{Cc}.]+)*$/u;
const domain = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/u;
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** An address as it is stored. `more`: the cell holds further addresses. */
export interface ReadEmail {
  email: string;
  more: boolean;
}

/**
 * Reads the first address in a cell: alone, as a link (`mailto:`) or with a name (`Ana <ana@acme.es>`).
 * @returns null when the cell holds no valid address with a domain
 */
export function readEmail(text: string): ReadEmail | null {
  const lower = text.toLowerCase();
  if (plain.test(lower) && fits(lower)) return { email: lower, more: false };
  const [first, ...others] = addressesIn(withoutMarks(lower.normalize('NFC').replace(invisible, '')));
  return first === undefined || !isAddress(first) ? null : { email: first, more: others.length > 0 };
}

/** Removes what programs write around an address: the apostrophe of a spreadsheet, or a link of Markdown. */
const withoutMarks = (text: string): string =>
  text.replace(/^['’](?=[^'’]*$)/u, '').replace(/^\[[^\]]*\]\((mailto:[^()\s]+)\)$/u, '$1');

function addressesIn(text: string): string[] {
  const inBrackets = [...text.matchAll(/<([^<>@]*@[^<>@]*)>/gu)].map(([, address = '']) => address);
  const parts =
    inBrackets.length > 0 ? inBrackets : text.split(text.indexOf('@') === text.lastIndexOf('@') ? /$^/u : /[\s,;|/]+/u);
  const tidied = parts.map((part) =>
    part
      .trim()
      .replace(/^mailto:([^?]*).*$/u, '$1')
      .replace(/[.,;]+$/u, '')
      .trim(),
  );
  return tidied.filter((part) => part !== '' && (parts.length === 1 || part.includes('@')));
}

function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at > 0 && fits(address) && local.test(address.slice(0, at)) && domain.test(address.slice(at + 1));
}

/** Checks the limits of RFC 5321: 64 characters before the @, 254 in total. */
const fits = (address: string): boolean => address.length <= 254 && address.lastIndexOf('@') <= 64;
