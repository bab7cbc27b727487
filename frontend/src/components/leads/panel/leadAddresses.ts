/** An address on the web. Null: none, or one with another scheme, which must not become a link. */
const webAddress = (text: string | null): string | null => {
  if (text === null) return null;
  try {
    const address = new URL(/^[a-z][a-z\d+.-]*:\/\//iu.test(text) ? text : `https://${text}`);
    return address.protocol === 'http:' || address.protocol === 'https:' ? address.href : null;
  } catch {
    return null;
  }
};

/** The address of a company's website, which is stored as a host name. */
export const websiteAddress = (host: string | null): string | null => webAddress(host);

/** The address of a LinkedIn profile. */
export const linkedinAddress = (url: string | null): string | null => webAddress(url);

/** The address that calls a number (RFC 3966). A comma before the extension makes phones pause. */
export const phoneAddress = (number: string, extension: string | null): string =>
  `tel:${number.replaceAll(/[^+\d]/gu, '')}${extension === null ? '' : `,${extension.replaceAll(/\D/gu, '')}`}`;

/** The address that writes a mail (RFC 6068). */
export const mailAddress = (email: string): string => `mailto:${email.split('@').map(encodeURIComponent).join('@')}`;
