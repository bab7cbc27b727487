import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EngineView } from '../appDeps.ts';

export interface Metrics {
  /** Measures requests by the pattern of their route, because ids in addresses would create endless series. */
  measure: RequestHandler;
  /** Answers with all metrics in Prometheus' format. */
  answer: RequestHandler;
  liveClients: Pick<Gauge, 'inc' | 'dec'>;
}

export function createMetrics(engine: EngineView): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const liveClients = new Gauge({
    name: 'tinygenesy_live_clients',
    help: 'Open WebSocket connections on /live',
    registers: [registry],
  });
  new Gauge({
    name: 'tinygenesy_engine_up',
    help: '1 while Temporal responds, else 0',
    registers: [registry],
    collect() {
      this.set(engine.state() === 'up' ? 1 : 0);
    },
  });

  return {
    liveClients,
    measure(request, response, next) {
      const end = duration.startTimer();
      response.on('finish', () => {
        const route = request.route as { path?: unknown } | undefined;
        const path = typeof route?.path === 'string' ? route.path : 'none';
        end({ method: request.method, route: path, status: String(response.statusCode) });
      });
      next();
    },
    async answer(_request, response) {
      response.type(registry.contentType).send(await registry.metrics());
    },
  };
}
