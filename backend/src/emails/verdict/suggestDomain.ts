import { editDistance } from '../../platform/editDistance.ts';

/** Large mail providers whose domains people mistype. */
const wellKnown = `gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.es yahoo.de yahoo.it yahoo.com.br
  hotmail.com hotmail.co.uk hotmail.fr hotmail.es hotmail.it hotmail.de outlook.com outlook.es outlook.fr outlook.de
  live.com live.fr live.co.uk icloud.com protonmail.com proton.me aol.com gmx.de gmx.net gmx.at gmx.ch web.de
  t-online.de freenet.de orange.fr wanadoo.fr laposte.net libero.it virgilio.it comcast.net verizon.net yandex.ru
  mail.ru rambler.ru seznam.cz fastmail.com zoho.com qq.com 163.com naver.com`.split(/\s+/u);

/** Mistyped top-level domains, none of which exists, with the intended one. */
const endings: Record<string, string> = {
  con: 'com',
  cmo: 'com',
  ocm: 'com',
  vom: 'com',
  xom: 'com',
  cpm: 'com',
  comm: 'com',
  coom: 'com',
  nte: 'net',
  ner: 'net',
  ogr: 'org',
  orgg: 'org',
};

/** Shorter names are one letter away from too many others. */
const shortestName = 5;
/** From this length on, two typing errors are more likely than another name. */
const longName = 10;

/**
 * Suggests the domain that was probably intended, or null.
 * @param domain in ASCII, lower case; one that accepts no mail, since a similar domain with mail is a real address
 */
export function suggestDomain(domain: string): string | null {
  if (wellKnown.includes(domain)) return null;
  const typed = withRealEnding(domain);
  let best: { domain: string; errors: number } | null = null;
  for (const known of wellKnown) {
    if (known.length - (known.split('.').at(-1)?.length ?? 0) < shortestName) continue;
    const most = known.length >= longName ? 2 : 1;
    const errors = editDistance(typed, known, most);
    if (errors <= most && errors < (best?.errors ?? Infinity)) best = { domain: known, errors };
  }
  const meant = best?.domain ?? typed;
  return meant === domain ? null : meant;
}

function withRealEnding(domain: string): string {
  const dot = domain.lastIndexOf('.');
  const ending = endings[domain.slice(dot + 1)];
  return ending === undefined ? domain : `${domain.slice(0, dot + 1)}${ending}`;
}
