/**
 * Formats micro-units as money in the browser's locale. Amounts below a tenth of a unit keep up to four digits, because
 * the price of a call can be a fraction of a cent.
 */
export const money = (micros: number, currency: string, locale?: string): string => {
  const units = micros / 1_000_000;
  const small = Math.abs(units) > 0 && Math.abs(units) < 0.1;
  const digits = small ? { maximumFractionDigits: 4 } : {};
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(units);
  } catch {
    // CURRENCY is free text. A currency unknown to Intl shows the amount and its name.
    return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2, ...digits }).format(units)} ${currency}`;
  }
};
