/** Whole number in the browser's locale: `12,480`. */
export const count = (value: number, locale?: string): string => new Intl.NumberFormat(locale).format(value);

/** `1 lead`, `12,480 leads`. */
export const leadsWord = (value: number, locale?: string): string =>
  `${count(value, locale)} ${value === 1 ? 'lead' : 'leads'}`;

/** `1 credit`, `12 credits`. */
export const creditsWord = (value: number, locale?: string): string =>
  `${count(value, locale)} ${value === 1 ? 'credit' : 'credits'}`;

export const percent = (share: number, locale?: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
