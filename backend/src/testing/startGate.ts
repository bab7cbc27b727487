import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A proxy before the sandbox that keeps back the requests to providers until a test lets them through. */
export interface Gate {
  url: string;
  /** Sets where requests go. */
  leadTo(sandboxUrl: string): void;
  /** Lets the next requests through, oldest first. */
  pass(count: number): void;
  /** Lets all requests through, also later ones. */
  open(): void;
  /** Keeps requests back again. */
  shut(): void;
  close(): Promise<void>;
}

export async function startGate(): Promise<Gate> {
  let target = '';
  let isOpen = false;
  let toPass = 0;
  const kept = new Set<Kept>();
  const letThrough = (): void => {
    for (const one of kept) {
      if (!isOpen && toPass === 0) return;
      toPass = Math.max(0, toPass - 1);
      kept.delete(one);
      void one.answer();
    }
  };
  const server = createServer((request, response) => {
    void keep(request, response).catch(() => response.destroy());
  });

  async function keep(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    const body = new Uint8Array(await buffer(request));
    const one: Kept = {
      async answer() {
        try {
          const answer = await fetch(new URL(request.url ?? '/', target), {
            method: request.method ?? 'POST',
            headers: ownHeaders(request),
            body,
            signal: gone.signal,
          });
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
        } catch {
          // The product aborted its request, and so did the gate.
          response.destroy();
        }
      },
    };
    response.on('close', () => {
      kept.delete(one);
      gone.abort();
    });
    kept.add(one);
    letThrough();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (sandboxUrl) => void (target = sandboxUrl),
    pass(count) {
      toPass = count;
      letThrough();
    },
    open() {
      isOpen = true;
      letThrough();
    },
    shut() {
      isOpen = false;
      toPass = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Kept {
  answer(): Promise<void>;
}

/** The headers of the provider's client, without those of its connection. */
const ownHeaders = ({ headers }: IncomingMessage): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    ['host', 'connection', 'content-length', 'transfer-encoding'].includes(name) ? [] : [[name, String(value)]],
  );
