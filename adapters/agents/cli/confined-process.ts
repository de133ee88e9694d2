/**
 * Runs a program of an agent as every one is run: with a private home, in the sandbox, with a network of its own; and
 * nothing of it is left afterwards, not even its home.
 */
import { PROXIES } from './agent-environment.ts';
import { type AgentProcess, startProcess } from './agent-process.ts';
import { type NetworkAccess, openTaskNetwork, type TaskNetwork } from './network/task-network.ts';
import { makeHome } from './private-home.ts';
import type { Program } from './program.ts';
import type { Sandbox } from './sandbox.ts';

export interface ConfinedLaunch {
  readonly sandbox: Sandbox;
  readonly program: Program;
  readonly args: readonly string[];
  /** absolute; null if the command needs none, such as `--version` */
  readonly checkout: string | null;
  /** what it may reach; null: nothing */
  readonly network: NetworkAccess | null;
  /** allow-listed variables; the proxies among them are this machine's, and used by Baton where the sandbox has a network */
  readonly environment: Readonly<Record<string, string>>;
  /** variables that name the private home */
  readonly homeEnvironment: (home: string) => Readonly<Record<string, string>>;
  /** the agent's configuration: path in the private home → content. No keys */
  readonly files: Readonly<Record<string, string>>;
  /** what it must see of the disk beside its own files, absolute */
  readonly visible: readonly string[];
  /** where private homes are made */
  readonly home: string;
  readonly graceMs: number;
}

export interface ConfinedProcess extends AgentProcess {
  /** the private home */
  readonly home: string;
  /** Adds to why the agent failed what its network had to do with it. */
  explained(failure: string): string;
}

/** Starts it, and when `use` has ended removes its processes, its network and its home. Throws what starting it throws. */
export async function withConfinedProcess<T>(
  launch: ConfinedLaunch,
  use: (running: ConfinedProcess) => Promise<T>,
): Promise<T> {
  const home = await makeHome(launch.home, launch.files);
  try {
    const { sandbox, network } = launch;
    const own = sandbox.network === 'own' && network !== null;
    const opened = own ? await openTaskNetwork(network, launch.environment) : null;
    try {
      return await withProcess(launch, home.path, opened, use);
    } finally {
      await opened?.close();
    }
  } finally {
    await home.remove();
  }
}

async function withProcess<T>(
  launch: ConfinedLaunch,
  home: string,
  network: TaskNetwork | null,
  use: (running: ConfinedProcess) => Promise<T>,
): Promise<T> {
  const { sandbox, program, args, checkout, visible, graceMs } = launch;
  const command = await sandbox.wrap([program.path, ...args], {
    ...{ checkout, home },
    visible: [...program.visible, ...visible],
    sockets: network?.folder ?? null,
  });
  const environment = {
    ...(sandbox.network === 'own' ? withoutProxies(launch.environment) : launch.environment),
    ...launch.homeEnvironment(home),
  };
  const confined = sandbox.kind === 'bwrap';
  const running = startProcess({ command, confined, environment, cwd: checkout ?? home, graceMs });
  try {
    return await use({ ...running, home, explained: (failure) => network?.explained(failure) ?? failure });
  } finally {
    running.input.end();
    running.stop();
    running.output.destroy();
    await running.ended;
  }
}

/** This machine's proxies can't be reached from the sandbox, and their addresses may hold a password. */
function withoutProxies(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PROXIES.includes(name)));
}
