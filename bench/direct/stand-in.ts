/**
 * A model's service in a thread of its own, over HTTP on loopback, that speaks chat completions. The name of the model
 * says what it does: `answer` answers at once; `read` uses a tool in its first turn and answers in the second; `hold`
 * reads through a repository for some turns, then keeps its answer back, a word now and then, until it is closed.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';

const Asked = z.object({ model: z.string(), messages: z.array(z.object({ role: z.string() })) });

const PIECES = 40;
const PIECE = 'Forty words make up one short answer of many. ';
const WORD_EVERY_MS = 2_000;
const TURN_MS = 50;
/** What `hold` reads before it holds. */
const READINGS = [
  { name: 'list', input: { match: 'module' } },
  { name: 'grep', input: { pattern: 'export' } },
  { name: 'read', input: { path: 'src/orders/module-0.ts' } },
  { name: 'read', input: { path: 'src/billing/module-1.ts' } },
  { name: 'git_log', input: { files: true } },
  { name: 'grep', input: { pattern: 'import|return|const' } },
];

let held = 0;

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.end(String(held));
    return;
  }
  const { model, messages } = Asked.parse(await json(request));
  const turn = messages.filter(({ role }) => role === 'tool').length;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const reading = model === 'hold' ? READINGS[turn] : READINGS[2];
  if (model === 'hold' && reading === undefined) hold(response);
  else if (model === 'hold') setTimeout(() => use(response, reading, turn), TURN_MS);
  else if (model === 'read' && turn === 0) use(response, reading, turn);
  else answer(response);
});
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

function answer(response: ServerResponse): void {
  for (let piece = 0; piece < PIECES; piece++) say(response, { content: PIECE });
  end(response, 'stop');
}

function use(response: ServerResponse, reading: (typeof READINGS)[number] | undefined, turn: number): void {
  const call = { name: reading?.name, arguments: JSON.stringify(reading?.input) };
  say(response, { tool_calls: [{ index: 0, id: `call-${turn}`, type: 'function', function: call }] });
  end(response, 'tool_calls');
}

function hold(response: ServerResponse): void {
  held += 1;
  const words = setInterval(() => say(response, { content: 'hm ' }), WORD_EVERY_MS);
  response.on('close', () => {
    held -= 1;
    clearInterval(words);
  });
}

function say(response: ServerResponse, delta: object): void {
  send(response, [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null }]);
}

function end(response: ServerResponse, finish_reason: string): void {
  send(response, [{ index: 0, delta: {}, finish_reason }]);
  response.end('data: [DONE]\n\n');
}

function send(response: ServerResponse, choices: readonly object[]): void {
  response.write(
    `data: ${JSON.stringify({ id: 'one', object: 'chat.completion.chunk', model: 'm', choices })}\n\n`,
  );
}
