/** A running service as its clients see it. */
import { WebSocket } from 'ws';
import { Frame } from '../../runner/core/frames.ts';
import { until } from './process-table.ts';
import { type Ended, type Started, type Surroundings, startBaton } from './processes.ts';
import type { Document } from './reports.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON, which each test knows
  readonly body: any;
}

export interface Service {
  readonly process: Started;
  readonly address: string;
  get(path: string): Promise<Answer>;
  /** A text is sent as it is. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Starts a run and answers its id. */
  start(request: object): Promise<string>;
  /** The run, once it is as wanted; rejects as `until` does. */
  runOnce(id: string, holds: (run: Document) => boolean, limitMs?: number): Promise<Document>;
  /** Every frame from now on. */
  frames(query?: string): Promise<Frame[]>;
  stop(): Promise<Ended>;
}

/** Starts the service on a free port, with the further arguments of `baton start`. */
export async function startService(around: Surroundings, ...argv: string[]): Promise<Service> {
  const variables = { PORT: '0', ...around.variables };
  const process = startBaton(['start', ...argv], { ...around, variables });
  const [, address = ''] = await process.says(/Baton listens on (http:\S+)/);
  const sockets: WebSocket[] = [];
  const get: Service['get'] = (path) => ask(`${address}${path}`);
  const post: Service['post'] = (path, body, headers = { 'content-type': 'application/json' }) =>
    ask(`${address}${path}`, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    process,
    address,
    get,
    post,
    async start(request) {
      const { status, body, text } = await post('/api/runs', request);
      if (status !== 201) throw new Error(text);
      return body.run_id;
    },
    async runOnce(id, holds, limitMs) {
      let run: Document | null = null;
      await until(async () => {
        run = (await get(`/api/runs/${id}`)).body as Document;
        return holds(run);
      }, limitMs);
      if (run === null) throw new Error(`no run ${id}`);
      return run;
    },
    async frames(query = '') {
      const frames: Frame[] = [];
      const socket = new WebSocket(`${address.replace('http', 'ws')}/api/ws${query}`);
      sockets.push(socket);
      socket.on('message', (data) => frames.push(Frame.parse(JSON.parse(String(data)))));
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return frames;
    },
    async stop() {
      for (const socket of sockets) socket.terminate();
      process.signal('SIGTERM');
      return await process.ended;
    },
  };
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}
