/** The doctor's checks, in the order in which it prints them: the machine, the configuration, the database, the rest. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { problemLine } from '../../flows/own/problem.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import { type Check, type CheckOutcome, failed, passed } from '../../runner/core/ports/checks.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import type { Contents } from '../cli/context.ts';
import { VERBS } from '../commands/verbs.ts';
import { settingsOf } from '../config/chat.ts';
import type { Config } from '../config/config.ts';
import { SYSTEM_VARIABLES } from '../config/environment.ts';
import { checkHome, type Home } from '../config/home.ts';
import { checkChannelFlows } from '../config/known-names.ts';
import { PLATFORMS } from '../config/platforms.ts';
import { resolveProject } from '../config/projects.ts';
import { plural } from '../wording.ts';
import { backendChecks } from './backend-checks.ts';
import { openRunner } from './opened.ts';
import { schedulesChecks } from './schedules.ts';

/** `database`: opens it as a run would, unless another check of it is given. */
export async function doctorChecks(
  config: Config,
  live: boolean,
  contents: () => Promise<Contents>,
  database = databaseCheck(config),
): Promise<readonly Check[]> {
  const flowNames = async () => (await contents()).catalogue.flows.map(({ name }) => name);
  const ofPlatforms = PLATFORMS.map((platform) => platform.checks(settingsOf(config, platform), VERBS));
  return [
    nodeCheck(process.versions.node),
    gitCheck(),
    configurationCheck(config),
    homeCheck(config),
    database,
    ...backendChecks(config, live),
    ...ownFilesChecks(config, contents),
    ...schedulesChecks(config, flowNames),
    chatCheck(config, flowNames),
    ...(await Promise.all(ofPlatforms)).flat(),
  ];
}

/** The doctor reports who holds a lock instead of waiting for it as long as a run would. */
const DOCTORS_LIMITS = { noticeMs: 60_000, limitMs: 5_000 };

/** Opens the database as a run would; its error says what to do. */
function databaseCheck(config: Config): Check {
  return {
    name: 'database',
    required: true,
    async check(signal): Promise<CheckOutcome> {
      const opened = await openRunner(
        config,
        { worker: false, signal, limits: DOCTORS_LIMITS },
        () => undefined,
      );
      try {
        return await answerOf(config, opened.service);
      } finally {
        await opened.close();
      }
    },
  };
}

/** Asks the database that a running service has open. */
export function openDatabaseCheck(config: Config, service: Pick<RunnerService, 'ready'>): Check {
  return { name: 'database', required: true, check: () => answerOf(config, service) };
}

async function answerOf(config: Config, service: Pick<RunnerService, 'ready'>): Promise<CheckOutcome> {
  const found = await service.ready();
  const detail =
    config.environment.DATABASE_URL === null ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL';
  return found.ready ? passed(detail) : failed(`${detail}: ${found.reason}`, found.remedy);
}

const OLDEST_NODE = [22, 18] as const;
const OLDEST_GIT = [2, 25] as const;

export function nodeCheck(version: string): Check {
  return {
    name: 'node',
    required: true,
    check: async () =>
      isAtLeast(version, OLDEST_NODE)
        ? passed(`Node ${version}`)
        : failed(`Node ${version} is too old`, 'install Node 22.18 or newer, or go through npm run -s baton'),
  };
}

export function gitCheck(): Check {
  return {
    name: 'git',
    required: true,
    check: async (signal) => {
      const remedy = `install git ${OLDEST_GIT.join('.')} or newer`;
      const output = await firstLineOf('git', ['--version'], signal);
      if (output === null) return failed('git is not there', remedy);
      const version = output.match(/\d+(\.\d+)+/)?.[0] ?? '0';
      return isAtLeast(version, OLDEST_GIT)
        ? passed(`git ${version}`)
        : failed(`git ${version} is too old`, remedy);
    },
  };
}

export function homeCheck(place: Home): Check {
  return {
    name: 'home',
    required: true,
    check: async () => {
      checkHome(place);
      return passed(place.home);
    },
  };
}

/** Checks that every project of `baton.yaml` exists, and lists the variables that are set. The files were read before. */
export function configurationCheck(config: Config): Check {
  return {
    name: 'configuration',
    required: true,
    check: async () => {
      const faults = config.projects.flatMap(({ id }) => {
        try {
          resolveProject(id, config);
          return [];
        } catch (error) {
          // The home has a check of its own.
          if (error instanceof BatonError && error.path === 'BATON_HOME') return [];
          return [`project ${id}: ${messageOf(error)}`];
        }
      });
      if (faults.length > 0)
        return failed(faults.join('\n'), `fix it in ${config.files.yaml ?? 'baton.yaml'}`);
      const files = [config.files.env, config.files.yaml].filter((file) => file !== null);
      const found = files.length === 0 ? 'defaults (no .env, no baton.yaml)' : files.join(', ');
      return passed([found, ...variablesOf(config)].join('\n'));
    },
  };
}

/** A line for the environment, and one for `.env`. What a system sets for all programs is left out. */
function variablesOf({ sources }: Config): string[] {
  const names = [...sources.keys()].filter((name) => !(name in SYSTEM_VARIABLES));
  const bySource = Map.groupBy(names, (name) => sources.get(name) ?? 'the environment');
  return [...bySource].map(([source, set]) => `set in ${source}: ${set.join(', ')}`);
}

/**
 * Checks that every channel's flow exists, and summarizes the policy. The projects of channels are checked with the
 * file.
 */
export function chatCheck(config: Config, flowNames: () => Promise<readonly string[]>): Check {
  return {
    name: 'chat',
    required: true,
    check: async () => {
      try {
        checkChannelFlows(config, await flowNames());
      } catch (error) {
        return failed(messageOf(error), `fix it in ${config.files.yaml ?? 'baton.yaml'}`);
      }
      const channels = Object.values(config.chat).flatMap((platform) => Object.keys(platform.channels));
      const lists = [config.policy.general, ...Object.values(config.policy.projects)].flatMap(Object.values);
      const rules = lists.filter((list) => list !== null).length;
      return passed(
        `${plural(channels.length, 'channel')} configured; ${rules === 0 ? 'members may start runs' : plural(rules, 'rule')}`,
      );
    },
  };
}

/** Only where folders of own flows or personas are configured. */
export function ownFilesChecks(config: Config, contents: () => Promise<Contents>): Check[] {
  const { flows, personas } = config.ownFolders;
  if (flows.length + personas.length === 0) return [];
  return [
    {
      name: 'own flows',
      required: true,
      check: async () => {
        const { catalogue, problems } = await contents();
        if (problems.length > 0) {
          const remedy =
            'fix them; the service starts without these files, `baton flows check` lists them too';
          return failed(problems.map(problemLine).join('\n'), remedy);
        }
        const own = (all: readonly { readonly own?: true }[]) =>
          all.filter((each) => each.own === true).length;
        return passed(
          `${plural(own(catalogue.flows), 'flow')} and ${plural(own(catalogue.personas), 'persona')}`,
        );
      },
    },
  ];
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.replace(/^v/, '').split('.').map(Number);
  return first > major || (first === major && second >= minor);
}

/** Returns null if the program can't be run. */
async function firstLineOf(program: string, args: string[], signal: AbortSignal): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { signal });
    return stdout.split('\n', 1)[0]?.trim() ?? '';
  } catch {
    return null;
  }
}
