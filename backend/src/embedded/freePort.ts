import { createServer } from 'node:net';

const host = '127.0.0.1';
const triesAbove = 50;

/** Returns whether a loopback port is free. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** Finds the first free loopback port from `from` on (0: any). After 50 tries, returns any free port. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; from !== 0 && port < Math.min(from + triesAbove, 65_536); port++) {
    if (await isPortFree(port)) return port;
  }
  const any = await listenOnce(0);
  if (any === undefined) throw new Error('no free port on the loopback interface');
  return any;
}

async function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
