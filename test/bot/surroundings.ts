/** What a command needs to be run in a test: a terminal that remembers, a catalogue of two flows, a memory service. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCli } from '../../bot/cli/cli.ts';
import type { Opened, RunningService, SignalSource, Terminal, Wiring } from '../../bot/cli/context.ts';
import { type Config, loadConfig } from '../../bot/config/config.ts';
import { createReportFormats } from '../../flows/report/formats.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import { afterFile } from '../setup/file-end.ts';
import { EMPTY_LEDGER, type MemoryService, memoryService, NO_SCHEDULES } from './memory-service.ts';

/** An empty folder that goes when the test file has ended. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baton-faces-')));
  afterFile(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export function flow(name: string): Flow {
  const step = {
    step_id: 'render',
    label: 'Render',
    kind: 'code' as const,
    persona: null,
    handler: 'render',
    needs: [],
    contract: 'report',
    onFail: 'fail-run' as const,
    budget: { maxFindings: 0, maxMinutes: 1, maxTurns: 0 },
    bands: ['small', 'medium'] as const,
    fast: 'keep' as const,
  };
  const title = name.replace('-', ' ');
  return {
    name,
    category: 'Review',
    title,
    purpose: `Is the ${title} good?`,
    question: 'Is it?',
    compares: true,
    steps: [step],
  };
}

export const catalogue: Catalogue = {
  flows: [flow('code-review'), flow('tech-debt')],
  personas: [
    {
      id: 'skeptic',
      name: 'Skeptic',
      category: 'Review',
      contract: 'verdicts',
      factKinds: [],
      maxFindings: 0,
      body: '',
    },
  ],
  handlers: {},
  agentSteps: {
    prepare: async () => ({ system: '', prompt: '', brief: null }),
    prepareRepair: (asked) => asked,
    prepareQuestion: async () => ({ system: '', prompt: '', brief: null }),
    accept: async (answer) => ({ output: answer, summary: '' }),
  },
  pathFault: () => null,
  plan: () => [],
};

export interface Surroundings {
  readonly service: MemoryService;
  readonly signals: EventEmitter;
  readonly home: string;
  /** the folder that the person is in */
  readonly folder: string;
  out(): string;
  err(): string;
  /** exit codes that were asked for at once */
  readonly exits: number[];
  closed(): number;
  clock: Date;
  run(...argv: string[]): Promise<number>;
}

export interface SurroundingsOptions {
  readonly tty?: boolean;
  readonly columns?: number;
  readonly variables?: Record<string, string>;
  readonly folder?: string;
  readonly wiring?: Partial<Wiring>;
  readonly config?: () => Config;
  /** what is piped in */
  readonly piped?: string;
}

export function surroundings(options: SurroundingsOptions = {}): Surroundings {
  const [home, folder] = [temporaryFolder(), options.folder ?? temporaryFolder()];
  const service = memoryService();
  const signals = new EventEmitter();
  const written = { out: '', err: '' };
  const exits: number[] = [];
  let closed = 0;
  const opened: Opened = {
    service,
    ledger: EMPTY_LEDGER,
    schedules: NO_SCHEDULES,
    close: async () => void closed++,
  };
  const running: RunningService = {
    address: 'http://127.0.0.1:3000',
    notes: [],
    stop: async () => void closed++,
  };
  const wiring: Wiring = {
    version: '0.1.0',
    catalogue: async () => ({ catalogue, problems: [] }),
    checkFlows: async () => ({ flows: 0, personas: 0, problems: [] }),
    openService: async () => opened,
    migrate: async () => ({ version: 8, changed: false }),
    chooseBackend: async () => async () => ({ backend: 'offline', model: null, reason: 'a test' }),
    formatReport: async () => createReportFormats({ version: '0.1.0' }),
    startService: async () => running,
    doctorChecks: async () => [],
    openInBrowser: async () => undefined,
    ...options.wiring,
  };
  const around: Surroundings = {
    service,
    signals,
    home,
    folder,
    out: () => written.out,
    err: () => written.err,
    exits,
    closed: () => closed,
    clock: new Date('2026-03-01T12:00:07Z'),
    run: async (...argv) => await runCli(argv, wiring, { terminal, config }),
  };
  const terminal: Terminal = {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    stdoutIsTty: options.tty ?? false,
    stderrIsTty: options.tty ?? false,
    size: () => ({ columns: options.columns ?? 80, rows: 24 }),
    now: () => around.clock,
    signals: signals as SignalSource,
    onExit: () => () => undefined,
    exit: (code) => void exits.push(code),
    user: 'ana',
    stdin: Readable.from([Buffer.from(options.piped ?? '')]),
  };
  const config =
    options.config ??
    (() =>
      loadConfig({
        variables: { BATON_HOME: home, ...options.variables },
        currentDirectory: folder,
        batonFolder: home,
      }));
  return around;
}
