import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface Running {
  /** The address that tests use. */
  address: string;
  stop(): Promise<void>;
}

/**
 * Shares a server among test files. It starts when the first test asks, so that runs without such tests are fast.
 * @param start starts the server; called at most once
 * @returns the address for `startedAddress`, and how to stop both
 */
export async function onDemand(start: () => Promise<Running>): Promise<Running> {
  let running: Promise<Running> | undefined;
  const server = http.createServer((_request, response) => {
    running ??= start();
    running.then(
      ({ address }) => response.end(address),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      // If the start failed, the callers received the error.
      const started = await running?.catch(() => undefined);
      await started?.stop();
    },
  };
}

/** Returns the address of a server shared by `onDemand`, and starts it if necessary. */
export async function startedAddress(onDemandAddress: string): Promise<string> {
  const response = await fetch(onDemandAddress);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
