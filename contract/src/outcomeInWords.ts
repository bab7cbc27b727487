/** Returns the outcome of a definition's example in words: "found +14155550132 (mobile) with 1 credit". */
export function outcomeInWords({
  outcome,
  phone,
  type,
  credits,
}: {
  outcome: string;
  phone?: string | undefined;
  type?: string | undefined;
  credits?: number | null | undefined;
}): string {
  const cost = credits === null ? 'with an unknown cost' : `with ${credits} ${credits === 1 ? 'credit' : 'credits'}`;
  return [
    outcome.replaceAll('_', ' '),
    phone,
    type === undefined ? undefined : `(${type})`,
    credits === undefined ? undefined : cost,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}
