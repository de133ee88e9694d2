/** What the command line is given: the catalogue, the runner opened for one command, the service, and the doctor's checks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wiring } from '../cli/context.ts';
import { BATON_FOLDER } from '../config/places.ts';
import { loadCatalogue } from './content.ts';
import { openService } from './opened.ts';

const { version } = JSON.parse(readFileSync(join(BATON_FOLDER, 'package.json'), 'utf8')) as {
  version: string;
};

/** To name flows and personas nothing is collected. */
const contents = () => loadCatalogue(async () => ({ status: 'unavailable', reason: 'nothing is read here' }));

export const wiring: Wiring = {
  version,
  catalogue: contents,
  openService,
  // The servers and the clients of chat platforms are loaded where they are wanted: most commands are done sooner.
  async startService(config, role, signal) {
    const { startService } = await import('./service.ts');
    return await startService(config, role, version, signal);
  },
  async doctorChecks(config, { live }) {
    const { doctorChecks } = await import('./checks.ts');
    return doctorChecks(config, live, async () => (await contents()).flows.map(({ name }) => name));
  },
};
