/** What the doctor looks at. */
import { discordChecks } from '../../adapters/discord/checks.ts';
import { slackChecks } from '../../adapters/slack/checks.ts';
import type { CheckOutcome, DoctorCheck } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import { chatCheck, configurationCheck, gitCheck, homeCheck, nodeCheck } from '../doctor/checks.ts';
import { backEndChecks } from './back-end-checks.ts';
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
    ...backEndChecks(config, live),
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
