/** A bot process with its delivery loop, over a platform and posts in memory, for tests with fake timers. */
import { createHash } from 'node:crypto';
import { vi } from 'vitest';
import { runDeliveryLoop } from '../../../bot/threads/delivery-loop.ts';
import { createWorkspacePause } from '../../../bot/threads/workspace-pause.ts';
import type { PlatformAdapter } from '../../../runner/core/ports/platform.ts';
import type { Posts } from '../../../runner/core/ports/posts.ts';
import type { MemoryPlatform, MemoryPosts } from './memory-platform.ts';

/** Its delivery loop runs until it is stopped, or killed in the middle of whatever it does. */
export class Bot {
  #dead = false;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(platform: MemoryPlatform, store: MemoryPosts, log: string[] = []) {
    const posts = this.#mortal(store.posts);
    this.#done = runDeliveryLoop(
      {
        adapter: this.#mortal(platform.adapter),
        posts,
        workspace: 'T1',
        isOnly: () => true,
        card: { title: (name) => name, publicUrl: null, notify: () => 'starter' },
        hashOf: (content) => createHash('sha256').update(JSON.stringify(content)).digest('hex'),
        pause: createWorkspacePause((line) => log.push(line)),
        now: () => Date.now(),
        log: (line) => log.push(line),
      },
      this.#stop.signal,
    );
    this.#done.catch(() => undefined);
  }

  /** A killed process neither calls nor writes any more. */
  #mortal<T extends Posts | PlatformAdapter>(part: T): T {
    return new Proxy(part, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as unknown;
        if (name === 'onChange' || typeof method !== 'function') return method;
        return (...given: unknown[]) => (this.#dead ? new Promise(() => undefined) : method(...given));
      },
    });
  }

  kill(): void {
    this.#dead = true;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

/** Lets time pass until nothing is left to be said. */
export async function settled(store: MemoryPosts, most = 120_000): Promise<void> {
  for (let waited = 0; waited < most; waited += 500) {
    await vi.advanceTimersByTimeAsync(500);
    const open = [...store.rows.values()].filter((row) => !row.final);
    if (store.rows.size > 0 && open.length === 0) return;
  }
  throw new Error(`unsettled: ${JSON.stringify([...store.rows.values()].filter((row) => !row.final))}`);
}
