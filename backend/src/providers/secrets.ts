import type { Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { seal, unseal } from '../platform/seal.ts';
import { contextOf, mustBeKeyOfDatabase } from './secretsProof.ts';

/** Stores and opens the secrets of providers. A stored secret is never shown again, except its last four characters. */
export interface ProviderSecrets {
  /** Encrypts and stores secrets; a blank value deletes its secret. */
  write(sql: Sql, providerId: string, values: Readonly<Record<string, string>>, now: Date): Promise<void>;
  /** Opens all secrets of a provider, to call it. @throws AppError conflict when the key is not the one that sealed them */
  open(sql: Sql, providerId: string): Promise<Record<string, string>>;
  list(sql: Sql): Promise<SecretMark[]>;
}

/** What is shown of a secret. */
export interface SecretMark {
  providerId: string;
  name: string;
  last4: string;
  setAt: Date;
}

/**
 * @param key returns the 32 bytes that encrypt the secrets. It throws AppError conflict, which says what to do, when there
 *   is none.
 */
export function createProviderSecrets(key: () => Uint8Array): ProviderSecrets {
  return {
    async write(sql, providerId, values, setAt) {
      if (Object.values(values).some((value) => value !== '')) await mustBeKeyOfDatabase(sql, key());
      for (const [name, value] of Object.entries(values)) {
        const where = { providerId_name: { providerId, name } };
        if (value === '') {
          await sql.prisma.providerSecret.deleteMany({ where: { providerId, name } });
          continue;
        }
        const sealed = seal(key(), value, contextOf({ providerId, name }));
        // The last four of a short secret would be most of it.
        const last4 = value.length >= 12 ? value.slice(-4) : '';
        await sql.prisma.providerSecret.upsert({
          where,
          create: { providerId, name, sealed, last4, setAt },
          update: { sealed, last4, setAt },
        });
      }
    },

    async open(sql, providerId) {
      const rows = await sql.prisma.providerSecret.findMany({ where: { providerId } });
      return Object.fromEntries(
        rows.map(({ name, sealed }) => {
          const value = unseal(key(), sealed, contextOf({ providerId, name }));
          if (value === null)
            throw new AppError('conflict', 'SECRETS_KEY is not the key that encrypted this secret. Enter it again.');
          return [name, value];
        }),
      );
    },

    list: (sql) => sql.prisma.providerSecret.findMany({ omit: { sealed: true }, orderBy: { name: 'asc' } }),
  };
}
