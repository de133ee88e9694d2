/** What a monitor scrapes from one process: how it fares, whether the database answers, and its HTTP answers. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RunnerService } from '../runner/core/ports/service.ts';

export interface Metrics {
  /** in the Prometheus text format */
  text(): Promise<string>;
  onAnswer(answer: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
}

export function createMetrics(service: Pick<RunnerService, 'ready'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'baton_database_up',
    help: 'Whether the database answers: 1 or 0',
    registers: [registry],
    async collect() {
      this.set((await service.ready()).ready ? 1 : 0);
    },
  });
  const answers = new Histogram({
    name: 'baton_http_request_seconds',
    help: 'How long HTTP requests took, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return {
    text: async () => await registry.metrics(),
    onAnswer: ({ method, route, status, seconds }) =>
      answers.observe({ method, route, status: String(status) }, seconds),
  };
}
