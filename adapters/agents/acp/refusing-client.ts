/**
 * What an agent may ask of this machine while it works: nothing. It was offered no files and no terminal, and it needs no
 * leave to read, so every request is refused and goes on record.
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

/** `refused` is told of each request, as the tool call that it was about. */
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
