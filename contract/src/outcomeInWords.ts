/** Returns the outcome of a definition's example in words: "found, +14155550132, mobile, 1 credit". */
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
  const cost = credits === undefined ? undefined : `${credits ?? 'unknown'} ${credits === 1 ? 'credit' : 'credits'}`;
  return [outcome, phone, type, cost].filter((part) => part !== undefined).join(', ');
}
