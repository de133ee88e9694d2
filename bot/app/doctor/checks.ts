/**
 * The doctor's checks of the machine and of the configuration. `bot/app/checks.ts` has the check of the
 * database.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BatonError, messageOf } from '../../../runner/core/errors.ts';
import type { CheckOutcome, DoctorCheck } from '../../cli/context.ts';
import type { Config } from '../../config/config.ts';
import { SYSTEM_VARIABLES } from '../../config/environment.ts';
import { checkHome, type Home } from '../../config/home.ts';
import { checkChannelFlows } from '../../config/known-names.ts';
import { resolveProject } from '../../config/projects.ts';
import { plural } from '../../wording.ts';

const OLDEST_NODE = [22, 18] as const;
const OLDEST_GIT = [2, 25] as const;

export function nodeCheck(version: string): DoctorCheck {
  return {
    name: 'node',
    required: true,
    check: async () =>
      isAtLeast(version, OLDEST_NODE)
        ? good(`Node ${version}`)
        : bad(`Node ${version} is too old`, 'install Node 22.18 or newer, or go through npm run -s baton'),
  };
}

export function gitCheck(): DoctorCheck {
  return {
    name: 'git',
    required: true,
    check: async (signal) => {
      const remedy = `install git ${OLDEST_GIT.join('.')} or newer`;
      const output = await firstLineOf('git', ['--version'], signal);
      if (output === null) return bad('git is not there', remedy);
      const version = output.match(/\d+(\.\d+)+/)?.[0] ?? '0';
      return isAtLeast(version, OLDEST_GIT)
        ? good(`git ${version}`)
        : bad(`git ${version} is too old`, remedy);
    },
  };
}

export function homeCheck(place: Home): DoctorCheck {
  return {
    name: 'home',
    required: true,
    check: async () => {
      checkHome(place);
      return good(place.home);
    },
  };
}

/** Checks that every project of `baton.yaml` exists, and lists the variables that are set. The files were read before. */
export function configurationCheck(config: Config): DoctorCheck {
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
      if (faults.length > 0) return bad(faults.join('\n'), `fix it in ${config.files.yaml ?? 'baton.yaml'}`);
      const files = [config.files.env, config.files.yaml].filter((file) => file !== null);
      const found = files.length === 0 ? 'defaults (no .env, no baton.yaml)' : files.join(', ');
      return good([found, ...variablesOf(config)].join('\n'));
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
export function chatCheck(config: Config, flowNames: () => Promise<readonly string[]>): DoctorCheck {
  return {
    name: 'chat',
    required: true,
    check: async () => {
      try {
        checkChannelFlows(config, await flowNames());
      } catch (error) {
        return bad(messageOf(error), `fix it in ${config.files.yaml ?? 'baton.yaml'}`);
      }
      const { slack, discord } = config.settings;
      const channels = [slack, discord].flatMap((platform) => Object.keys(platform.channels));
      const lists = [config.policy.general, ...Object.values(config.policy.projects)].flatMap(Object.values);
      const rules = lists.filter((list) => list !== null).length;
      return good(
        `${plural(channels.length, 'channel')} configured; ${rules === 0 ? 'members may start runs' : plural(rules, 'rule')}`,
      );
    },
  };
}

export function good(detail: string): CheckOutcome {
  return { ok: true, detail, remedy: null };
}

export function bad(detail: string, remedy: string | null): CheckOutcome {
  return { ok: false, detail, remedy };
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
