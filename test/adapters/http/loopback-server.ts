/** The HTTP server on a free loopback port, over the memory service, with plain `fetch` to speak to it. */
import { request } from 'node:http';
import pino from 'pino';
import { createHttpServer, type HttpOptions } from '../../../adapters/http/server.ts';
import { createRunPictures } from '../../../bot/timeline/run-pictures.ts';
import { createReportFormats } from '../../../flows/report/formats.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Project } from '../../../runner/core/ports/repository.ts';
import { EMPTY_LEDGER, type MemoryService, memoryService, NO_SCHEDULES } from '../../bot/memory-service.ts';
import { catalogue } from '../../bot/surroundings.ts';
import { afterFile } from '../../setup/file-end.ts';
import { MEMORY_INSPECTION } from './memory-inspection.ts';

export interface Loopback {
  readonly service: MemoryService;
  readonly address: string;
  readonly answers: { route: string; status: number }[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

const shop: Project = { id: 'shop', path: '/srv/shop', url: null, ref: null, host: 'here' };

export async function loopback(over: Partial<HttpOptions> = {}): Promise<Loopback> {
  const service = memoryService();
  const answers: Loopback['answers'] = [];
  const server = await createHttpServer({
    service,
    ledger: EMPTY_LEDGER,
    chat: {
      about: async (run_id) => {
        const actor = (await service.run(run_id)).run.requested_by;
        return { requested_by: { actor, name: actor }, people: [], threads: [], exports: [] };
      },
      export: async () => {
        throw new BatonError('refused', 'no_platform', 'That platform is not configured.', { path: 'to' });
      },
    },
    schedules: NO_SCHEDULES,
    inspection: MEMORY_INSPECTION,
    flows: catalogue.flows,
    personas: catalogue.personas,
    sampleReport: async () => null,
    formatReport: createReportFormats({ version: '0.1.0' }),
    pictures: createRunPictures({ catalogue, now: () => Date.parse('2026-03-01T12:05:00Z') }),
    projects: async () => [{ id: 'shop', path: '/srv/shop', default_branch: 'main' }],
    resolveTarget: async (id, change) => {
      if (id === 'shop') return { project: shop, pull_request: typeof change === 'number' ? null : change };
      throw new BatonError('refused', 'unknown_project', `There is no project ${id}.`, {
        path: 'project_id',
      });
    },
    source: async () => {
      throw new BatonError('conflict', 'no_commit', 'Nothing is read here.');
    },
    metrics: async () => 'baton_database_up 1\n',
    onAnswer: ({ route, status }) => void answers.push({ route, status }),
    mounts: [],
    away: () => [],
    tokens: { admin: [], viewer: [] },
    host: '127.0.0.1',
    port: 0,
    limits: { perMinute: 100_000, connections: 1_000 },
    version: '0.1.0',
    log: pino({ level: 'silent' }),
    ...over,
  });
  afterFile(() => server.close());
  const { address } = server;
  return {
    service,
    address,
    answers,
    get: async (path, headers = {}) => await fetch(`${address}${path}`, { headers }),
    post: async (path, body, headers = {}) =>
      await fetch(`${address}${path}`, {
        method: 'POST',
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    close: async () => await server.close(),
  };
}

/** The status of a GET with headers that `fetch` does not let one set, such as Host. */
export async function statusOf(
  address: string,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  return await new Promise((resolve, reject) => {
    request(`${address}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

export const RUN = {
  project_id: 'shop',
  flow_name: 'code-review',
  band: 'small',
  input: { question: 'Right?' },
};
