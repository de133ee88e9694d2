/**
 * Runs one delivery loop per workspace that an adapter can post to, in the process that holds the workspace's lease.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../runner/core/errors.ts';
import type { Leases } from '../../runner/core/ports/leases.ts';
import { type DeliveryLoopOptions, runDeliveryLoop } from './delivery-loop.ts';
import { createWorkspacePause, type WorkspacePause } from './workspace-pause.ts';

export interface DeliveryLoopsOptions extends Omit<DeliveryLoopOptions, 'workspace' | 'isOnly' | 'pause'> {
  readonly leases: Leases;
}

export interface DeliveryLoops {
  /** the workspaces in which nothing works at present, each with what the platform says */
  away(): readonly string[];
  /** Resolves after the calls in flight have ended. */
  stop(): Promise<void>;
}

/** How often a process tries to take over a workspace whose loop ended or belongs to another process. */
const TRY_EVERY_MS = 1_000;

/** Starts a loop for every workspace that the adapter reports, now and later. */
export function startDeliveryLoops(options: DeliveryLoopsOptions): DeliveryLoops {
  const { adapter, log } = options;
  const keepers = new Map<
    string,
    { readonly leave: AbortController; readonly done: Promise<void>; readonly pause: WorkspacePause }
  >();
  const unsubscribe = adapter.onWorkspaces((workspaces) => {
    for (const [workspace, { leave }] of keepers) {
      if (workspaces.includes(workspace)) continue;
      leave.abort();
      keepers.delete(workspace);
    }
    for (const workspace of workspaces) {
      if (keepers.has(workspace)) continue;
      const leave = new AbortController();
      const pause = createWorkspacePause((line) => log(`${adapter.platform} ${workspace}: ${line}`));
      const loop = { ...options, workspace, pause, isOnly: () => keepers.size === 1 };
      keepers.set(workspace, { leave, pause, done: keepDeliveryLoop(loop, options.leases, leave.signal) });
    }
  });
  return {
    away: () =>
      [...keepers].flatMap(([workspace, { pause }]) =>
        pause.reason === null ? [] : [`${workspace}: ${pause.reason}`],
      ),
    async stop() {
      unsubscribe();
      for (const { leave } of keepers.values()) leave.abort();
      await Promise.all([...keepers.values()].map(({ done }) => done));
    },
  };
}

async function keepDeliveryLoop(
  options: DeliveryLoopOptions,
  leases: Leases,
  signal: AbortSignal,
): Promise<void> {
  const { adapter, workspace, log } = options;
  while (!signal.aborted) {
    try {
      const lease = await leases.acquire(adapter.platform, workspace);
      if (lease !== null) {
        try {
          await runDeliveryLoop(options, AbortSignal.any([signal, lease.lost]));
        } finally {
          await lease.release();
        }
      }
    } catch (error) {
      log(`the threads of ${adapter.platform} ${workspace} wait: ${messageOf(error)}`);
    }
    await sleep(TRY_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
