import { MemoryStore, type Options } from 'express-rate-limit';
import { AppError } from '../../platform/errors.ts';

const windowMs = 60_000;
/** The most different wrong keys of one client per minute. */
export const maxWrongKeys = 10;

/** Limits how many keys a client can guess. */
export function createKeyAttempts() {
  const attempts = new MemoryStore();
  attempts.init({ windowMs } as Options);
  return {
    /**
     * Call before a key is compared. Above the limit even the right key is refused, because guessing could go on.
     * @throws AppError too_many
     */
    async check(client: string): Promise<void> {
      const counted = await attempts.get(client);
      if (counted === undefined || counted.totalHits < maxWrongKeys) return;
      const resetAtMs = counted.resetTime?.getTime() ?? Date.now() + windowMs;
      throw new AppError('too_many', 'This address sent too many wrong keys. Wait a minute, then send the right key.', {
        retryAfterSeconds: Math.max(1, Math.ceil((resetAtMs - Date.now()) / 1_000)),
      });
    },
    /** Counts a wrong key once: a client that repeats an outdated key is not guessing. */
    async count(client: string, fingerprint: string): Promise<void> {
      const { totalHits } = await attempts.increment(`${client} ${fingerprint}`);
      if (totalHits === 1) await attempts.increment(client);
    },
  };
}
