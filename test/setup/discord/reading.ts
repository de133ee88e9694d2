/** Reads the bodies of requests: JSON, or a form whose `payload_json` is the body and whose `files[n]` are files. */
import type { IncomingMessage } from 'node:http';
import type { UploadedFile } from './message.ts';

export interface Read {
  /** null when there was none */
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** bytes of all of it */
  readonly size: number;
}

export async function readRequest(request: IncomingMessage): Promise<Read> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.includes('multipart/form-data')) return readForm(bytes, type);
  return { body: parsed(bytes.toString('utf8')), files: [], size: bytes.length };
}

async function readForm(bytes: Buffer, type: string): Promise<Read> {
  const form = await new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } }).formData();
  const files: UploadedFile[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const n = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (typeof value === 'string') fields[name] = value;
    else if (n !== undefined) {
      files.push({ n, name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  const { payload_json, ...rest } = fields;
  const body = typeof payload_json === 'string' ? parsed(payload_json) : rest;
  return { body, files, size: bytes.length };
}

/** What is no JSON is left as it is: no rule takes a string for a body. */
function parsed(said: string): unknown {
  if (said === '') return null;
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}
