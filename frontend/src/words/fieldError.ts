import { typedNumber } from './readNumber.ts';

/** Labels of fields whose name in forms differs from the API's. */
const labels: Record<string, string> = {
  priceMicros: 'Price',
  ratePerSecond: 'Calls per second',
  windows: 'The rate limits',
  maxConcurrent: 'Concurrent calls',
  timeoutMs: 'The time limit of a call, in seconds,',
  maxCostMicros: 'The spending limit',
  confirmAboveMicros: 'The amount',
};

/** Returns how many stored units one shown unit has. */
const storedPerShown = (field: string): number =>
  field.endsWith('Micros') ? 1_000_000 : field.endsWith('Ms') ? 1_000 : 1;

/** Formats a field's error as a sentence with the field's label and unit: "Price must be at most 1000." */
export const fieldErrorWords = (field: string, message: string, label: string = labels[field] ?? field): string => {
  const unit = storedPerShown(field);
  const words = unit === 1 ? message : message.replaceAll(/\d+/gu, (stored) => typedNumber(Number(stored) / unit));
  const text = field === '' ? words : `${label} ${words}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/u.test(text) ? '' : '.'}`;
};
