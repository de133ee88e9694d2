/**
 * Refuses every request of an agent to this machine. Agents are offered no files and no terminal, and need no
 * permission to read, so every request is refused and recorded.
 */
import { type ClientApp, client, methods, RequestError } from '@agentclientprotocol/sdk';
import { z } from 'zod';

// Wider than the SDK's own schema, so that a request is refused in its own words and not for its form.
const Permission = z
  .looseObject({
    toolCall: z.unknown().optional(),
    options: z.array(z.object({ optionId: z.string(), kind: z.string() })).catch([]),
  })
  .catch({ toolCall: null, options: [] });

/** `refused` is called with each request's tool call. */
export function refusingClient(refused: (toolCall: unknown) => void): ClientApp {
  return client({ name: 'baton' })
    .onRequest(`${methods.client.session.requestPermission}`, Permission, ({ params }) => {
      refused(params.toolCall);
      const no = params.options.find(({ kind }) => kind.startsWith('reject'));
      return { outcome: no === undefined ? { outcome: 'cancelled' } : selected(no.optionId) };
    })
    .onRequest('*', ({ method, params }) => {
      refused({ name: method, rawInput: params });
      throw RequestError.methodNotFound(method);
    })
    .onNotification('*', () => undefined);
}

function selected(optionId: string) {
  return { outcome: 'selected', optionId };
}
