/**
 * Connects the command line to the rest: the catalogue, a runner for one command, the service, and the doctor's checks.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wiring } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import { BATON_FOLDER } from '../config/places.ts';
import { backendChooser, createConfiguredBackends, sandboxOf } from './backends.ts';
import { checkFlows, loadContents } from './content.ts';
import { migrateDatabase } from './migration.ts';
import { openService } from './opened.ts';

const { version } = JSON.parse(readFileSync(join(BATON_FOLDER, 'package.json'), 'utf8')) as {
  version: string;
};

/** Listing flows and personas collects no facts. */
const contents = (config: Config | null) =>
  loadContents(config, async () => ({ status: 'unavailable', reason: 'nothing is read here' }));

export const wiring: Wiring = {
  version,
  catalogue: contents,
  checkFlows,
  openService,
  migrate: migrateDatabase,
  async chooseBackend(config) {
    const backends = await createConfiguredBackends(config, await sandboxOf(config));
    return backendChooser(config, backends, (await contents(config)).catalogue);
  },
  async formatReport() {
    const { createReportFormats } = await import('../../flows/report/formats.ts');
    return createReportFormats({ version });
  },
  // Servers and chat clients are loaded only when needed, so most commands finish sooner.
  async startService(config, options, signal) {
    const { startService } = await import('./service.ts');
    return await startService(config, options, version, signal);
  },
  async openInBrowser(address) {
    const { default: open } = await import('open');
    const browser = await open(address);
    // It fails only after it was spawned, as where no desktop is.
    await new Promise<void>((resolve, reject) => {
      browser.once('error', reject);
      browser.once('spawn', () => resolve());
    });
  },
  async doctorChecks(config, { live }) {
    const { doctorChecks } = await import('./doctor.ts');
    return doctorChecks(config, live, () => contents(config));
  },
};
