/** Duration in at most two units: `8 s`, `1 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export const spanWords = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  const rest = whole % 60;
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
  return `${rest} s`;
};

/** Formats an estimated duration; null: unknown. */
export const etaWords = (seconds: number | null): string | null => {
  if (seconds === null) return null;
  if (seconds < 5) return 'a few seconds';
  if (seconds < 600) return spanWords(seconds < 60 ? Math.ceil(seconds / 5) * 5 : seconds);
  return `about ${spanWords(Math.round(seconds / 60) * 60)}`;
};

/** Duration of a call: `80 ms`, `1.2 s`. */
export const durationWords = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : spanWords(ms / 1_000);

/** Moment in the browser's locale: only the time if it is today, otherwise with the date. */
export const momentWords = (iso: string, nowMs: number = Date.now(), locale?: string): string => {
  const at = new Date(iso);
  const sameDay = at.toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(
    locale,
    sameDay ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(at);
};

/** Day of a moment in the browser's locale: `Today`, `Yesterday`, else its date. */
export const dayWords = (iso: string, nowMs: number = Date.now(), locale?: string): string => {
  const at = new Date(iso);
  const daysAgo = [0, 1].find((days) => at.toDateString() === new Date(nowMs - days * 86_400_000).toDateString());
  if (daysAgo !== undefined) return daysAgo === 0 ? 'Today' : 'Yesterday';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(at);
};

const spans = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** Time since a moment, in the browser's language: `3 days ago`. */
export const agoWords = (iso: string, nowMs: number = Date.now(), locale?: string): string => {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1_000);
  const span = spans.find((one) => seconds >= one.seconds) ?? { unit: 'second', seconds: 1 };
  return new Intl.RelativeTimeFormat(locale).format(-Math.floor(seconds / span.seconds), span.unit);
};
