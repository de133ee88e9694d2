/** The stand-in for a model's service, as the parts of the benchmark use it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface ModelService {
  /** the base URL, as an OpenAI-compatible server is given */
  readonly url: string;
  /** How many conversations it holds now. */
  held(): Promise<number>;
  close(): Promise<void>;
}

export async function startModelService(): Promise<ModelService> {
  const thread = new Worker(new URL('./stand-in.ts', import.meta.url));
  const [address] = (await once(thread, 'message')) as [string];
  return {
    url: `${address}/v1`,
    held: async () => Number(await (await fetch(address)).text()),
    close: async () => {
      await thread.terminate();
    },
  };
}
