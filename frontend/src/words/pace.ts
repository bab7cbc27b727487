/** Names the chart of a job's pace. */
export const paceTitle = (minutesPerPoint: number): string =>
  minutesPerPoint === 1 ? 'Leads done per minute' : `Leads done per ${minutesPerPoint} minutes`;

/** Labels moments by time, with their day if they are of several days. Labels that would be equal get a number. */
export const paceLabels = (moments: readonly string[], locale?: string): string[] => {
  const days = new Set(moments.map((at) => new Date(at).toDateString()));
  const format = new Intl.DateTimeFormat(locale, {
    ...(days.size > 1 && { month: 'short', day: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  });
  const seen = new Map<string, number>();
  return moments.map((at) => {
    const label = format.format(new Date(at));
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${label} (${times})`;
  });
};
