/**
 * The workspaces in which people installed the app, with their tokens. They are stored encrypted in the database,
 * shared by all processes, and cached for half a minute.
 */
import { z } from 'zod';
import type { Installations } from '../../../runner/core/ports/installations.ts';
import type { Installed, Workspaces } from '../workspaces.ts';
import type { SealedBox } from './sealed-box.ts';

const PLATFORM = 'slack';
const TRUSTED_MS = 30_000;

const Kept = z.object({ token: z.string(), botUser: z.string().nullable(), bot: z.string().nullable() });

export interface InstalledWorkspaces extends Workspaces {
  /** Stores an installation and replaces the previous one. */
  installed(installation: Installed): Promise<void>;
}

export interface Keeping {
  readonly installations: Installations;
  readonly box: SealedBox;
  /** whether Slack still accepts that token */
  readonly works: (token: string) => Promise<boolean>;
  /** milliseconds */
  readonly now: () => number;
}

export function installedWorkspaces({ installations, box, works, now }: Keeping): InstalledWorkspaces {
  const read = new Map<string, { readonly installed: Installed; readonly until: number }>();
  const changes = changeWatch(async () => (await installations.list(PLATFORM)).join(' '));
  const load = async (workspace: string): Promise<Installed | null> => {
    const sealed = await installations.load(PLATFORM, workspace);
    if (sealed === null) return null;
    return { id: workspace, ...Kept.parse(JSON.parse(box.open(workspace, sealed))) };
  };
  return {
    all: () => installations.list(PLATFORM),
    async find(workspace) {
      const known = read.get(workspace);
      if (known !== undefined && known.until > now()) return known.installed;
      const installed = await load(workspace);
      if (installed === null) read.delete(workspace);
      else read.set(workspace, { installed, until: now() + TRUSTED_MS });
      return installed;
    },
    async installed({ id, token, botUser, bot }) {
      await installations.save(PLATFORM, id, box.seal(id, JSON.stringify({ token, botUser, bot })));
      read.delete(id);
      changes.tell();
    },
    async removed(workspace) {
      // Slack may deliver this event twice and late: an installation made since then stays.
      const there = await load(workspace).catch(() => null);
      if (there !== null && (await works(there.token))) return;
      await installations.remove(PLATFORM, workspace);
      read.delete(workspace);
      changes.tell();
    },
    onChange: changes.subscribe,
  };
}

/** Notifies of local changes at once, and of other processes' changes within half a minute. */
function changeWatch(state: () => Promise<string>) {
  const listeners = new Set<() => void>();
  let last: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const look = async () => {
    // an unreachable database is not a change; its next caller gets the error
    const found = await state().catch(() => last);
    if (last !== null && found !== last) notify();
    last = found;
  };
  return {
    tell: notify,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      if (timer === null) {
        void look();
        timer = setInterval(look, TRUSTED_MS).unref();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
  };
}
