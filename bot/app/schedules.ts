/** Starts the schedules of the service: those of `baton.yaml` are stored, and what is due is fired from then on. */

import { messageOf } from '../../runner/core/errors.ts';
import { type Check, failed, passed } from '../../runner/core/ports/checks.ts';
import type { Config } from '../config/config.ts';
import { checkSchedules, fileSchedules } from '../config/file-schedules.ts';
import { startTicker, type Ticker } from '../schedules/ticker.ts';
import { plural } from '../wording.ts';
import { checkNames, type OpenedRunner } from './opened.ts';

/** Throws `bad_config` for a flow or back end that does not exist, and for a time that never comes. */
export async function startSchedules(
  config: Config,
  { catalogue, problems, backendNames, runner: { firing } }: OpenedRunner,
  log: (line: string) => void,
): Promise<Ticker> {
  const known = { flows: catalogue.flows.map(({ name }) => name), backends: backendNames };
  checkNames(problems, log, () => checkSchedules(config, known, new Date()));
  await firing.sync(fileSchedules(config));
  return startTicker(firing, log);
}

/** Only where `baton.yaml` has schedules. */
export function schedulesChecks(config: Config, flowNames: () => Promise<readonly string[]>): Check[] {
  const count = Object.keys(config.settings.schedules).length;
  if (count === 0) return [];
  return [
    {
      name: 'schedules',
      required: true,
      check: async () => {
        try {
          checkSchedules(config, { flows: await flowNames(), backends: null }, new Date());
        } catch (error) {
          return failed(messageOf(error), `fix it in ${config.files.yaml ?? 'baton.yaml'}`);
        }
        return passed(`${plural(count, 'schedule')} in baton.yaml; they fire while \`baton start\` runs`);
      },
    },
  ];
}
