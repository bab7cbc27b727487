import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface Running {
  /** What tests need to know to reach it. */
  address: string;
  stop(): Promise<void>;
}

/**
 * Lets test files share a server that is started when the first of them asks, so that a run without need of it is quick.
 * @param start starts the server; called at most once
 * @returns the address for `startedAddress`, and how to stop both
 */
export async function onDemand(start: () => Promise<Running>): Promise<Running> {
  let running: Promise<Running> | undefined;
  const door = http.createServer((_request, response) => {
    running ??= start();
    running.then(
      ({ address }) => response.end(address),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    async stop() {
      door.close();
      door.closeAllConnections();
      // One that did not start has told those who asked.
      const started = await running?.catch(() => undefined);
      await started?.stop();
    },
  };
}

/** Asks for the server behind an address made by `onDemand`, starting it if need be. */
export async function startedAddress(door: string): Promise<string> {
  const response = await fetch(door);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
