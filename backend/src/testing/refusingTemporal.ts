import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy in front of a Temporal server that can refuse all calls with an error that ends a worker. */
export interface RefusingTemporal {
  /** host:port */
  address: string;
  /** Closes all connections and refuses every call until `pass`. */
  refuse(): void;
  pass(): void;
  close(): Promise<void>;
}

/** A worker never retries a poll with this error. It retries polls with other errors for a minute. */
const resourceExhausted = 8;
const message = 'grpc: received message larger than max';

/** @param temporal host:port of the real server */
export async function refusingTemporal(temporal: string): Promise<RefusingTemporal> {
  const refuser = createHttp2Server();
  refuser.on('stream', (stream) => {
    stream.on('error', () => undefined);
    const grpc = { 'content-type': 'application/grpc', 'grpc-status': resourceExhausted, 'grpc-message': message };
    stream.respond({ ':status': 200, ...grpc }, { endStream: true });
  });
  const refuserPort = await listen(refuser);
  const [host = '', port = ''] = temporal.split(':');
  const open = new Set<Socket>();
  let refuses = false;
  const front = createServer((socket) => {
    const target = refuses ? connect(refuserPort, '127.0.0.1') : connect(Number(port), host);
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  const frontPort = await listen(front);
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    address: `127.0.0.1:${frontPort}`,
    refuse() {
      refuses = true;
      cut();
    },
    pass() {
      refuses = false;
      cut();
    },
    async close() {
      cut();
      await Promise.all([front, refuser].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
