/**
 * Micro-units as money in the reader's locale. Prices of a call can be fractions of a cent: amounts below a tenth of a
 * unit keep up to four digits.
 */
export const money = (micros: number, currency: string, locale?: string): string => {
  const units = micros / 1_000_000;
  const small = Math.abs(units) > 0 && Math.abs(units) < 0.1;
  const digits = small ? { maximumFractionDigits: 4 } : {};
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(units);
  } catch {
    // A currency that Intl does not know (CURRENCY is free text) still shows amount and name.
    return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2, ...digits }).format(units)} ${currency}`;
  }
};
