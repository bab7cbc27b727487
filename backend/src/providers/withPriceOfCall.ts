import { type ProviderPatch, providerBounds } from '@tinygenesy/contract';
import { AppError } from '../platform/errors.ts';

/** Returns what a credit costs; null for a provider that is not priced by credits. */
export const moneyPerCredit = (priceMicros: bigint, reserveCredits: number | null): number | null =>
  reserveCredits === null || reserveCredits === 0 ? null : Math.round(Number(priceMicros) / reserveCredits);

/**
 * Returns a patch with the price of a call in place of that of a credit.
 * @throws AppError invalid
 */
export function withPriceOfCall(
  { moneyPerCreditMicros, ...patch }: ProviderPatch,
  { name, reserveCredits }: { name: string; reserveCredits: number | null },
): Omit<ProviderPatch, 'moneyPerCreditMicros'> {
  if (moneyPerCreditMicros === undefined) return patch;
  const refuse = (message: string): AppError =>
    new AppError('invalid', 'Nothing was changed.', { errors: [{ pointer: '/moneyPerCreditMicros', message }] });
  if (patch.priceMicros !== undefined) throw refuse('sets the same as priceMicros; give one of them');
  if (reserveCredits === null || reserveCredits === 0) {
    throw refuse(`is no setting of ${name}, which is not priced by credits; give priceMicros`);
  }
  const priceMicros = Math.round(moneyPerCreditMicros * reserveCredits);
  const { max } = providerBounds.priceMicros;
  if (priceMicros > max) {
    throw refuse(`must be at most ${Math.floor(max / reserveCredits)}: a call can cost ${reserveCredits} credits`);
  }
  return { ...patch, priceMicros };
}
