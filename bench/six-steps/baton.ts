/** Baton's own runner, with everything that it promises. */
import pg from 'pg';
import { toyRequest, toyRunner } from '../../test/setup/toy-runner.ts';
import type { Ground } from '../surroundings/server.ts';
import { type Contestant, watchFinish } from './contestant.ts';

export async function baton(ground: Ground, concurrency: number): Promise<Contestant> {
  const listener = new pg.Client({ connectionString: ground.url });
  await listener.connect();
  const finish = await watchFinish(ground, listener);
  const codeSteps = Math.floor(concurrency / 3);
  const limits = {
    perWorker: concurrency - codeSteps,
    perRun: 8,
    perProject: 1000,
    runsPerUser: null,
    runsPerChannel: null,
    codeSteps,
    idleMs: 60_000,
    deadlineMs: 600_000,
  };
  const runner = await toyRunner(ground, { options: { limits } });
  const work = await runner.startWork();
  return {
    async run() {
      const { run_id } = await runner.service.start(toyRequest());
      await finish.wait(run_id);
    },
    async stop() {
      await work.stop();
      await runner.close();
      await finish.close();
    },
  };
}
