/** Returns the slope of the straight line that fits these points best, by least squares. */
export function slopePerMinute(points: readonly { minute: number; value: number }[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const minute = mean(points.map((point) => point.minute));
  const value = mean(points.map((point) => point.value));
  const spread = points.reduce((sum, point) => sum + (point.minute - minute) ** 2, 0);
  return points.reduce((sum, point) => sum + (point.minute - minute) * (point.value - value), 0) / spread;
}
