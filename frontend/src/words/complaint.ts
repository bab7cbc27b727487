import { typedNumber } from './readNumber.ts';

/** Fields that forms show under another name than the API's. */
const labels: Record<string, string> = {
  priceMicros: 'Price',
  ratePerSecond: 'Calls a second',
  maxConcurrent: 'Calls at once',
  timeoutMs: 'The time limit of a call, in seconds,',
  maxCostMicros: 'The spending limit',
  confirmAboveMicros: 'The amount',
};

/** How a field's stored unit is shown. */
const perShown = (field: string): number => (field.endsWith('Micros') ? 1_000_000 : field.endsWith('Ms') ? 1_000 : 1);

/** A complaint about a field as a whole sentence, in the field's label and unit: "Price must be at most 1000." */
export const complaintWords = (field: string, message: string, label: string = labels[field] ?? field): string => {
  const unit = perShown(field);
  const words = unit === 1 ? message : message.replaceAll(/\d+/gu, (stored) => typedNumber(Number(stored) / unit));
  const text = field === '' ? words : `${label} ${words}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/u.test(text) ? '' : '.'}`;
};
