import type { Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { type Known, knownProviders } from './knownProviders.ts';
import type { ProviderBook } from './providerBook.ts';

/** Reads the budgets of a day in micro-units, by the provider's id. */
export async function readBudgets(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql.prisma.provider.findMany({ where: { budgetMicros: { not: null } }, orderBy: { id: 'asc' } });
  return Object.fromEntries(rows.map(({ id, budgetMicros }) => [id, Number(budgetMicros)]));
}

/**
 * Writes budgets; returns the providers that differ afterwards.
 * @throws AppError invalid for ids of no provider
 */
export async function writeBudgets(
  sql: Sql,
  book: ProviderBook,
  budgets: Readonly<Record<string, number | null>>,
): Promise<Known[]> {
  const before = await knownProviders(sql, book);
  const unknown = Object.keys(budgets).filter((id) => !before.some(({ row }) => row.id === id));
  if (unknown.length > 0) {
    throw new AppError('invalid', 'Nothing was changed.', {
      errors: unknown.map((id) => ({ pointer: `/budgets/${id}`, message: 'is not the id of a provider' })),
    });
  }
  for (const [id, micros] of Object.entries(budgets)) {
    await sql.prisma.provider.update({
      where: { id },
      data: { budgetMicros: micros === null ? null : BigInt(micros) },
    });
  }
  return (await knownProviders(sql, book)).filter(({ row }) => row.id in budgets);
}
