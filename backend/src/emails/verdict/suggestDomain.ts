/** Great mail providers whose names people mistype. */
const wellKnown = `gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.es yahoo.de yahoo.it yahoo.com.br
  hotmail.com hotmail.co.uk hotmail.fr hotmail.es hotmail.it hotmail.de outlook.com outlook.es outlook.fr outlook.de
  live.com live.fr live.co.uk icloud.com protonmail.com proton.me aol.com gmx.de gmx.net gmx.at gmx.ch web.de
  t-online.de freenet.de orange.fr wanadoo.fr laposte.net libero.it virgilio.it comcast.net verizon.net yandex.ru
  mail.ru rambler.ru seznam.cz fastmail.com zoho.com qq.com 163.com naver.com`.split(/\s+/u);

/** Endings that nobody has, for the one that was meant. */
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

/** Shorter names are a letter away from too many others. */
const shortestName = 5;
/** From this length on two slips are more likely than another name. */
const longName = 10;

/**
 * The domain that was probably meant, for one that takes no mail (ask for no other: a look-alike that has mail is
 * somebody's real address).
 * @param domain in ASCII, lower case
 */
export function suggestDomain(domain: string): string | null {
  if (wellKnown.includes(domain)) return null;
  const typed = withRealEnding(domain);
  let best: { domain: string; slips: number } | null = null;
  for (const known of wellKnown) {
    if (known.length - (known.split('.').at(-1)?.length ?? 0) < shortestName) continue;
    if (Math.abs(known.length - typed.length) > 2) continue;
    const slips = slipsBetween(typed, known);
    if (slips <= (known.length >= longName ? 2 : 1) && slips < (best?.slips ?? Infinity))
      best = { domain: known, slips };
  }
  const meant = best?.domain ?? typed;
  return meant === domain ? null : meant;
}

function withRealEnding(domain: string): string {
  const dot = domain.lastIndexOf('.');
  const ending = endings[domain.slice(dot + 1)];
  return ending === undefined ? domain : `${domain.slice(0, dot + 1)}${ending}`;
}

/** Optimal string alignment distance: letters missing, too many, wrong, or two in the wrong order. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let slips = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) slips = Math.min(slips, (beforeLast[j - 2] ?? 0) + 1);
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
