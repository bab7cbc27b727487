const years = String.raw`(?:y|yrs?|years?|jahre?|años?|anos?|ans?|années?|anno|anni|jaar|lat|lata|rok|år)\.?`;
const months = String.raw`(?:m|mos?|mths?|months?|monate?|mes|meses|mois|mese|mesi|maand|maanden)\.?`;
const number = String.raw`(\d{1,3}(?:[.,]\d{1,20})?)`;
const inYears = new RegExp(`^${number}(?:\\s*${years}(?:[\\s,]+(\\d{1,2})\\s*${months})?)?$`, 'iu');
const inMonths = new RegExp(`^${number}\\s*${months}$`, 'iu');

/** Reads a number of years from 0 to 80, such as `3,5`, `3 years` or `2 yrs 6 mos`; null: not such a number. */
export function readYears(text: string): number | null {
  const [, whole, rest] = inYears.exec(text) ?? [];
  const alone = inMonths.exec(text)?.[1];
  const found =
    whole !== undefined
      ? numberOf(whole) + (rest === undefined ? 0 : monthsInYears(Number(rest)))
      : alone !== undefined
        ? monthsInYears(numberOf(alone))
        : null;
  return found !== null && found <= 80 ? found : null;
}

const numberOf = (text: string): number => Number(text.replace(',', '.'));
const monthsInYears = (count: number): number => Math.round((count / 12) * 100) / 100;
