/** The runner for a command that asks one thing and leaves. */
import type { RunnerService } from '../../runner/core/service.ts';
import type { Context } from './context.ts';

/** Opens the service without a worker, and closes it whatever happens. */
export async function withService<Answer>(
  { config, wiring }: Context,
  ask: (service: RunnerService) => Promise<Answer>,
): Promise<Answer> {
  const opened = await wiring.openService(config, { worker: false });
  try {
    return await ask(opened.service);
  } finally {
    await opened.close();
  }
}
