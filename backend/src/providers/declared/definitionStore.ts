import { isDeepStrictEqual } from 'node:util';
import { providerBounds, type ProviderDefinition, providerDefinitionSchema } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import { AppError } from '../../platform/errors.ts';
import { freedProvider } from '../freedProvider.ts';
import { windowsOf } from '../permitSettings.ts';
import type { PhoneProvider } from '../provider.ts';
import { settingsOf } from '../settingsOf.ts';
import { declaredProvider } from './declaredProvider.ts';

export interface DefinitionVersion {
  version: number;
  definition: unknown;
  createdAt: Date;
}

/** Adds a provider with the first version of its definition: last in the waterfall, and off. */
export async function addDefinition(
  sql: Sql,
  definition: ProviderDefinition,
  settings: Readonly<Record<string, string>>,
  now: Date,
): Promise<void> {
  const { id } = definition;
  if ((await sql.prisma.provider.findUnique({ where: { id } })) !== null) {
    throw new AppError(
      'conflict',
      `There is a provider with the id "${id}". Choose another id, or change that provider.`,
    );
  }
  const versions = await sql.prisma.providerDefinition.count({ where: { providerId: id } });
  const last = await sql.prisma.provider.aggregate({ _max: { position: true } });
  const { priceMicros: _, ...defaults } = defaultsOf(definition);
  const version = versions + 1;
  await writeVersion(sql, definition, version, now);
  await sql.prisma.provider.create({
    data: {
      ...defaults,
      id,
      name: definition.name,
      position: (last._max.position ?? 0) + 1,
      priceMicros: 0n,
      faultsInRow: 0,
      definitionVersion: version,
      settings,
    },
  });
}

/**
 * Adds a version of a definition. Lookups that run continue with it at their next call.
 * @param expected the version that the caller saw; null: any
 * @throws AppError not_found, version_mismatch, or invalid when the id differs
 */
export async function changeDefinition(
  sql: Sql,
  id: string,
  definition: ProviderDefinition,
  {
    expected,
    settings,
    now,
  }: { expected: number | null; settings: Readonly<Record<string, string>> | undefined; now: Date },
): Promise<void> {
  const row = await currentRow(sql, id);
  const current = row.definitionVersion;
  if (expected !== null && current !== expected) {
    throw new AppError(
      'version_mismatch',
      `The definition was changed meanwhile: it is at version ${current}. Nothing was saved.`,
    );
  }
  if (definition.id !== id) {
    throw new AppError('invalid', 'The definition is invalid. Nothing was saved.', {
      errors: [{ pointer: '/definition/id', message: `must stay "${id}": ledger and statistics belong to it` }],
    });
  }
  await writeVersion(sql, definition, current + 1, now);
  const { count } = await sql.prisma.provider.updateMany({
    where: { id, definitionVersion: current },
    data: {
      definitionVersion: current + 1,
      name: definition.name,
      ...(await updatedLimits(sql, row, definition)),
      faultsInRow: 0,
      unusableCode: null,
      unusableText: null,
      provenAt: null,
      ...(settings && { settings }),
    },
  });
  if (count === 0) throw new AppError('version_mismatch', 'The definition was changed meanwhile. Nothing was saved.');
}

/**
 * Writes values of the settings that the newest version names; a blank value removes its setting, others stay.
 * @throws AppError not_found; invalid for a setting that the definition does not have
 */
export async function writeSettings(
  sql: Sql,
  id: string,
  values: Readonly<Record<string, string>>,
  now: Date,
): Promise<void> {
  const row = await currentRow(sql, id);
  const stored = await sql.prisma.providerDefinition.findUnique({
    where: { providerId_version: { providerId: id, version: row.definitionVersion } },
  });
  const parsed = providerDefinitionSchema.safeParse(stored?.definition);
  checkSettings(parsed.success ? parsed.data : { settings: [] }, values, '');
  const merged = Object.entries({ ...settingsOf(row.settings), ...values }).filter(([, value]) => value !== '');
  await sql.prisma.provider.update({ where: { id }, data: { settings: Object.fromEntries(merged) } });
  // Entered settings deserve new calls.
  await sql.prisma.provider.updateMany({
    where: { id, unusableCode: 'no_secret' },
    data: freedProvider(now),
  });
}

/** Returns the entered settings of a provider; none for a provider that was not added. */
export async function enteredSettings(sql: Sql, id: string): Promise<Readonly<Record<string, string>>> {
  return settingsOf((await sql.prisma.provider.findUnique({ where: { id } }))?.settings);
}

/** @throws AppError invalid for values of settings that the definition does not have */
export function checkSettings(
  { settings }: Pick<ProviderDefinition, 'settings'>,
  values: Readonly<Record<string, string>>,
  pointer: string,
): void {
  const unknown = Object.keys(values).filter((given) => !settings.some(({ name }) => name === given));
  if (unknown.length === 0) return;
  const names = settings.map(({ name }) => name).join(', ');
  const message = `is not a setting of this definition. It has: ${names || 'none'}`;
  throw new AppError('invalid', 'Nothing was saved.', {
    errors: unknown.map((name) => ({ pointer: `${pointer}/${name}`, message })),
  });
}

/** Lists the versions of a definition, newest first. @throws AppError not_found */
export async function readDefinitions(sql: Sql, id: string): Promise<DefinitionVersion[]> {
  await currentRow(sql, id);
  return sql.prisma.providerDefinition.findMany({
    where: { providerId: id },
    orderBy: { version: 'desc' },
    take: 50,
    omit: { providerId: true },
  });
}

/**
 * Deletes a provider with its settings and secrets. Its definitions and its calls in the ledger stay.
 * @throws AppError not_found; conflict while it is on or a call is in flight
 */
export async function deleteProvider(sql: Sql, id: string): Promise<void> {
  await currentRow(sql, id);
  const open = await sql.prisma.attempt.findFirst({ where: { provider: id, state: { in: ['reserved', 'sent'] } } });
  const { count } =
    open === null ? await sql.prisma.provider.deleteMany({ where: { id, enabled: false } }) : { count: 0 };
  if (count === 0)
    throw new AppError('conflict', 'The provider is on, or a call is in flight. Switch it off first, and try again.');
  await sql.prisma.providerSecret.deleteMany({ where: { providerId: id } });
}

/** The settings of a provider that its definition states at first. */
const stated = ['ratePerSecond', 'windows', 'maxConcurrent', 'timeoutMs', 'charge'] as const;

/**
 * Returns the settings that a new version states. A setting that differs from the earlier version was changed by a person,
 * whose plan is another one, and stays. The price of a credit stays.
 */
async function updatedLimits(
  sql: Sql,
  row: ProviderRow & { definitionVersion: number },
  definition: ProviderDefinition,
): Promise<Partial<Pick<PhoneProvider['defaults'], (typeof stated)[number]>> & { priceMicros?: bigint }> {
  const stored = await sql.prisma.providerDefinition.findUnique({
    where: { providerId_version: { providerId: row.id, version: row.definitionVersion } },
  });
  const before = providerDefinitionSchema.safeParse(stored?.definition);
  if (!before.success) return {};
  const [old, next] = [before.data, definition].map((one) => defaultsOf(one));
  if (old === undefined || next === undefined) return {};
  const current = { ...row, windows: windowsOf(row) };
  const states = stated.flatMap((name) => (isDeepStrictEqual(current[name], old[name]) ? [[name, next[name]]] : []));
  return { ...Object.fromEntries(states), priceMicros: repriced(row, before.data, definition) };
}

/** Returns the price of the most credits that one call can cost, at the same price of a credit. */
function repriced({ priceMicros }: ProviderRow, before: ProviderDefinition, definition: ProviderDefinition): bigint {
  const [old, next] = [before.price.reserve, definition.price.reserve];
  if (old === 0 || old === next) return priceMicros;
  return BigInt(Math.min(Math.ceil((Number(priceMicros) * next) / old), providerBounds.priceMicros.max));
}

const defaultsOf = (definition: ProviderDefinition): PhoneProvider['defaults'] =>
  declaredProvider({ definition, version: 1, settings: {}, allowedHosts: new Set() }).defaults;

async function currentRow(sql: Sql, id: string): Promise<ProviderRow & { definitionVersion: number }> {
  const row = await sql.prisma.provider.findUnique({ where: { id } });
  if (row === null || row.definitionVersion === null) {
    throw new AppError(
      'not_found',
      row === null ? `There is no provider "${id}".` : `${row.name} is a built-in provider and has no definition.`,
    );
  }
  return { ...row, definitionVersion: row.definitionVersion };
}

async function writeVersion(sql: Sql, definition: ProviderDefinition, version: number, now: Date): Promise<void> {
  await sql.prisma.providerDefinition.create({
    // A definition is JSON, as its schema says.
    data: { providerId: definition.id, version, definition: structuredClone(definition) as object, createdAt: now },
  });
}
