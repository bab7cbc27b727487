import pg from 'pg';
import type { Logger } from '../platform/logger.ts';

const connectTimeoutMs = 10_000;
const maxReconnectMs = 10_000;

export interface KeptConnection {
  /** Resolves when the connection is open for the first time. */
  opened: Promise<void>;
  end(): Promise<void>;
}

/**
 * Keeps one Postgres connection outside the pool, for LISTEN and for locks that last as long as this process.
 * Reconnects after a loss.
 * @param purpose completes "the connection …" in the log
 * @param onOpen prepares each new connection
 */
export function keepConnection(
  url: string,
  purpose: string,
  onOpen: (client: pg.Client) => Promise<void>,
  log: Logger,
): KeptConnection {
  let resolveOpened = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    resolveOpened = resolve;
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
      if (error) log.warn({ err: error }, `the connection ${purpose} was lost; reconnecting`);
      current.end().catch(() => undefined);
      timer = setTimeout(() => void connect(), Math.min(maxReconnectMs, 100 * 2 ** tries));
      tries += 1;
    };
    current.on('error', lost);
    current.on('end', () => lost());
    try {
      await current.connect();
      await onOpen(current);
      tries = 0;
      resolveOpened();
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
