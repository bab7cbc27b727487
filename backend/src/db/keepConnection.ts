import pg from 'pg';
import type { Logger } from '../platform/logger.ts';

const connectTimeoutMs = 10_000;
const mostReconnectMs = 10_000;

export interface KeptConnection {
  /** Resolves once it was opened for the first time. */
  opened: Promise<void>;
  end(): Promise<void>;
}

/**
 * Keeps one connection to Postgres beside the pool, for what belongs to a session: listening, and locks that last as long
 * as this process. After a loss it comes back by itself.
 * @param what it is for, as the log tells of its loss
 * @param onOpen prepares each new connection
 */
export function keepConnection(
  url: string,
  what: string,
  onOpen: (client: pg.Client) => Promise<void>,
  log: Logger,
): KeptConnection {
  let tellOpened = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    tellOpened = resolve;
  });
  let ended = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let tries = 0;

  async function connect(): Promise<void> {
    const current = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
    });
    client = current;
    const lost = (error?: Error): void => {
      if (ended || client !== current) return;
      client = null;
      if (error) log.warn({ err: error }, `the connection ${what} broke; it is taken up again`);
      current.end().catch(() => undefined);
      timer = setTimeout(() => void connect(), Math.min(mostReconnectMs, 100 * 2 ** tries));
      tries += 1;
    };
    current.on('error', lost);
    current.on('end', () => lost());
    try {
      await current.connect();
      await onOpen(current);
      tries = 0;
      tellOpened();
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  }

  void connect();
  return {
    opened,
    async end() {
      ended = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
