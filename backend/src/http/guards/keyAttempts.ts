import { MemoryStore, type Options } from 'express-rate-limit';
import { AppError } from '../../platform/errors.ts';

const windowMs = 60_000;
/** Different wrong keys that one client may send in a minute. */
export const maxWrongKeys = 10;

/** Limits how many keys a client can guess. */
export interface KeyAttempts {
  /**
   * Call before a key is compared: a right key is refused as well, or guessing would go on.
   * @throws AppError too_many
   */
  check(client: string): Promise<void>;
  /** Counts a wrong key, each once: a client that repeats an outdated key guesses nothing. */
  count(client: string, fingerprint: string): Promise<void>;
}

export function createKeyAttempts(): KeyAttempts {
  const attempts = new MemoryStore();
  attempts.init({ windowMs } as Options);
  return {
    async check(client) {
      const counted = await attempts.get(client);
      if (counted === undefined || counted.totalHits < maxWrongKeys) return;
      const resetAtMs = counted.resetTime?.getTime() ?? Date.now() + windowMs;
      throw new AppError('too_many', 'This address sent too many wrong keys. Wait a minute, then send the right key.', {
        retryAfterSeconds: Math.max(1, Math.ceil((resetAtMs - Date.now()) / 1_000)),
      });
    },
    async count(client, fingerprint) {
      const { totalHits } = await attempts.increment(`${client} ${fingerprint}`);
      if (totalHits === 1) await attempts.increment(client);
    },
  };
}
