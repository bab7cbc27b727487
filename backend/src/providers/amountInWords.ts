/** An amount of money without its currency: at least two digits after the point, `5.00`, `1,250.00` or `0.0125`. */
export const amountInWords = (micros: bigint): string =>
  (Number(micros) / 1_000_000).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 });
