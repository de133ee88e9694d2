/** The list of the doctor's checks. */
import { discordChecks } from '../../adapters/discord/checks.ts';
import { slackChecks } from '../../adapters/slack/checks.ts';
import type { CheckOutcome, DoctorCheck } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import { backendChecks } from './backend-checks.ts';
import { chatCheck, configurationCheck, gitCheck, homeCheck, nodeCheck } from './doctor/checks.ts';
import { openRunner } from './opened.ts';

export function doctorChecks(
  config: Config,
  live: boolean,
  flowNames: () => Promise<readonly string[]>,
): readonly DoctorCheck[] {
  return [
    nodeCheck(process.versions.node),
    gitCheck(),
    configurationCheck(config),
    homeCheck(config),
    databaseCheck(config),
    ...backendChecks(config, live),
    chatCheck(config, flowNames),
    ...slackChecks({ ...config.slackTokens, secretKey: config.environment.BATON_SECRET_KEY }),
    ...discordChecks(config.discordTokens),
  ];
}

/** The doctor reports who holds a lock instead of waiting for it as long as a run would. */
const DOCTORS_LIMITS = { noticeMs: 60_000, limitMs: 5_000 };

/** Opens the database as a run would; its error says what to do. */
function databaseCheck(config: Config): DoctorCheck {
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
        const found = await opened.service.ready();
        const detail =
          config.environment.DATABASE_URL === null ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL';
        return found.ready
          ? { ok: true, detail, remedy: null }
          : { ok: false, detail: `${detail}: ${found.reason}`, remedy: found.remedy };
      } finally {
        await opened.close();
      }
    },
  };
}
