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

/** Text in an address: line ends as CRLF (RFC 6068, section 5), and a replacement for half a character. */
const mailText = (text: string): string =>
  encodeURIComponent(text.replaceAll(/\r\n?|\n/gu, '\r\n').replaceAll(/\p{Surrogate}/gu, '\uFFFD'));

/** The address that writes a mail (RFC 6068), with a body if there is one. */
export const mailAddress = (email: string, body?: string): string => {
  const at = email.lastIndexOf('@');
  const to = [email.slice(0, at), email.slice(at + 1)].map(encodeURIComponent).join('@');
  return `mailto:${to}${body === undefined ? '' : `?body=${mailText(body)}`}`;
};
