/**
 * A worker as a process of its own, to be killed: it takes the steps of the toy runs, says so on its standard output,
 * and either ends each at once or holds it until it dies.
 */
import { createPool } from '../../../runner/database/connection.ts';
import { type Toy, toyRunner } from '../../setup/toy-runner.ts';

const [url = '', host = 'toy-host', manner = 'holds'] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function work(step_id: string): Promise<string> {
  say(`begun ${step_id}`);
  if (manner === 'holds') await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  return `${step_id} by ${process.pid}`;
}

const toy: Toy = {
  code: async ({ step }) => ({ output: await work(step.step_id) }),
  agent: ({ prompt }) => work(prompt),
  options: { host },
};
const runner = await toyRunner({ url, pool: createPool(url, 10, () => undefined) }, toy);
await runner.startWork();
say('ready');
