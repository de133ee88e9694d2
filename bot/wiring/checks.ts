/** What the doctor looks at. */
import { discordChecks } from '../../adapters/discord/checks.ts';
import { slackChecks } from '../../adapters/slack/checks.ts';
import type { CheckOutcome, DoctorCheck } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import {
  backendCheck,
  bubblewrapCheck,
  chatCheck,
  configurationCheck,
  gitCheck,
  homeCheck,
  nodeCheck,
} from '../doctor/checks.ts';
import { createBackends } from './back-ends.ts';
import { openRunner } from './opened.ts';

export function doctorChecks(
  config: Config,
  flowNames: () => Promise<readonly string[]>,
): readonly DoctorCheck[] {
  const wanted = config.backend ?? config.backendOrder?.[0] ?? 'offline';
  return [
    nodeCheck(process.versions.node),
    gitCheck(),
    configurationCheck(config),
    homeCheck(config.home),
    databaseCheck(config),
    ...['offline', 'scripted'].map((name) => namedBackendCheck(config, name, name === wanted)),
    bubblewrapCheck(),
    chatCheck(config, flowNames),
    ...slackChecks({ ...config.slackTokens, secretKey: config.secretKey }),
    ...discordChecks(config.discordTokens),
  ];
}

/** Opens the database as a run would; the error says what to do. */
function databaseCheck(config: Config): DoctorCheck {
  return {
    name: 'database',
    required: true,
    async check(): Promise<CheckOutcome> {
      const opened = await openRunner(config, false, () => undefined);
      try {
        const ok = await opened.service.ready();
        const detail = config.databaseUrl === null ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL';
        return { ok, detail, remedy: ok ? null : 'look at the server’s own log' };
      } finally {
        await opened.close();
      }
    },
  };
}

function namedBackendCheck(config: Config, name: string, required: boolean): DoctorCheck {
  return {
    name: `back end ${name}`,
    required,
    async check(signal) {
      const backend = (await createBackends(config)).find((candidate) => candidate.name === name);
      if (backend === undefined) return { ok: false, detail: 'not in this version', remedy: null };
      return backendCheck(backend, required).check(signal);
    },
  };
}
