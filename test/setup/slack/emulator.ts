/** `emulate`'s Slack on a free port of loopback: it holds one workspace's messages, threads, views, files and people. */
import { createServer } from 'node:net';
import { createEmulator, type Emulator } from 'emulate';
import { type Json, record, text } from '../chat/json.ts';

/** The one team that an emulator has. */
const EMULATED_TEAM = 'T000000001';

export class EmulatedWorkspace {
  /** the team's id, outside of the emulator */
  readonly team: string;
  readonly #emulator: Emulator;

  private constructor(team: string, emulator: Emulator) {
    this.team = team;
    this.#emulator = emulator;
  }

  static async start(team: string, seed: Json): Promise<EmulatedWorkspace> {
    for (let attempt = 1; ; attempt++) {
      try {
        const port = await freePort();
        return new EmulatedWorkspace(
          team,
          await createEmulator({ service: 'slack', port, seed: { slack: seed } }),
        );
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  /** Its answer, whatever it is. */
  async call(method: string, args: Json, token: string): Promise<Json> {
    const response = await fetch(`${this.#emulator.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const body = await response.text();
    if (response.status === 404) return { ok: false, error: 'unknown_method' };
    return record(JSON.parse(body.replaceAll(EMULATED_TEAM, this.team)));
  }

  /** Status and body of its answer to the bytes of a file. */
  async upload(file: string, bytes: Uint8Array): Promise<{ readonly status: number; readonly body: string }> {
    const response = await fetch(`${this.#emulator.url}/upload/v1/${file}`, {
      method: 'POST',
      body: new Blob([Uint8Array.from(bytes)]),
      headers: { 'content-type': 'application/octet-stream' },
    });
    return { status: response.status, body: await response.text() };
  }

  /** The code with which the app gets its token, once that person has said yes. */
  async authorize(answers: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(`${this.#emulator.url}/oauth/v2/authorize/callback`, {
      method: 'POST',
      body: new URLSearchParams(answers),
      redirect: 'manual',
    });
    return text(new URL(response.headers.get('location') ?? '').searchParams.get('code'));
  }

  async close(): Promise<void> {
    await this.#emulator.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
