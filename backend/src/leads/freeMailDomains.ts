/** Names that one provider owns under many top-level domains (yahoo.es, yahoo.co.uk, hotmail.fr, …). */
export const freeMailFamilies: ReadonlySet<string> = new Set([
  'aol',
  'gmx',
  'googlemail',
  'hotmail',
  'live',
  'msn',
  'outlook',
  'rocketmail',
  'yahoo',
  'ymail',
]);

/** Further domains of free email providers. */
export const freeMailDomains: ReadonlySet<string> = new Set(
  `126.com 139.com 163.com abv.bg alice.it aliyun.com aol.com arcor.de bellsouth.net bigpond.com bluewin.ch bol.com.br
   btinternet.com centrum.cz comcast.net cox.net daum.net duck.com earthlink.net email.com email.cz email.it eresmas.com
   fastmail.com fastmail.fm foxmail.com free.fr freemail.hu freenet.de gmail.com hanmail.net hey.com hushmail.com
   icloud.com ig.com.br inbox.com inbox.lv inbox.ru interia.pl iol.it laposte.net libero.it list.ru mac.com mail.bg
   mail.com mail.ru me.com naver.com neuf.fr o2.pl onet.pl online.de op.pl optonline.net orange.fr ozemail.com.au pm.me
   poczta.onet.pl posteo.de proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com runbox.com
   sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com sky.com sohu.com sympatico.ca t-online.de talktalk.net
   telefonica.net telenet.be terra.com.br terra.es tin.it tiscali.it tuta.com tuta.io tutanota.com tutanota.de ukr.net
   uol.com.br verizon.net virgilio.it virgin.net virginmedia.com wanadoo.fr web.de windowslive.com wp.pl xs4all.nl
   xtra.co.nz ya.ru yandex.com yandex.ru yeah.net zoho.com zohomail.com zonnet.nl`.split(/\s+/u),
);

/**
 * Returns whether a domain belongs to a free email provider, so that an address there does not reveal the company.
 * @param domain in lower case
 */
export function isFreeMailDomain(domain: string): boolean {
  if (freeMailDomains.has(domain)) return true;
  const [name, ...ending] = domain.split('.');
  return (
    name !== undefined && freeMailFamilies.has(name) && /^(?:com|net|(?:com?\.)?[a-z]{2})$/u.test(ending.join('.'))
  );
}
