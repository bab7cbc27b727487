/** Writes a range: one value where both ends read the same. */
export const rangeWords = ({ min, max }: { min: number; max: number }, write: (value: number) => string): string => {
  const [least, most] = [write(min), write(max)];
  return least === most ? least : `${least} to ${most}`;
};
