/** The command line: finds the command, runs it, and turns any error into one line and an exit code. */
import { BatonError, type ErrorKind, messageOf, nearest } from '../../runner/core/errors.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { checkHome } from '../config/home.ts';
import { parseArguments } from './arguments.ts';
import { type Arguments, type Command, type CommandForm, commandHelp, generalHelp } from './command.ts';
import { askCommand } from './commands/ask.ts';
import { cancelCommand } from './commands/cancel.ts';
import { flowsCommand, personasCommand } from './commands/catalogue.ts';
import { compareCommand } from './commands/compare.ts';
import { dismissCommand, restoreCommand } from './commands/dismiss.ts';
import { doctorCommand, examine } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { findingsCommand } from './commands/findings.ts';
import { migrateCommand } from './commands/migrate.ts';
import { retryCommand } from './commands/retry.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { schedulesCommand } from './commands/schedules.ts';
import { showCommand } from './commands/show.ts';
import { startCommand } from './commands/start.ts';
import { whyCommand } from './commands/why.ts';
import type { Terminal, Wiring } from './context.ts';
import { processTerminal } from './process-terminal.ts';
import { printableText } from './screen-text.ts';

const COMMANDS: readonly Command[] = [
  runCommand,
  startCommand,
  flowsCommand,
  personasCommand,
  runsCommand,
  showCommand,
  exportCommand,
  askCommand,
  cancelCommand,
  retryCommand,
  findingsCommand,
  dismissCommand,
  restoreCommand,
  compareCommand,
  schedulesCommand,
  whyCommand,
  migrateCommand,
  doctorCommand,
];

/** Commands that store nothing and so need no BATON_HOME. */
const HOMELESS: ReadonlySet<Command> = new Set([flowsCommand, personasCommand, whyCommand]);

/** Commands that print a text and need no configuration. */
const TEXTS: readonly (CommandForm & { readonly text: (wiring: Wiring) => string })[] = [
  {
    name: 'help',
    summary: 'show this help, or that of a command',
    positionals: [],
    options: {},
    examples: [{ line: 'baton help run', description: 'the same as baton run --help' }],
    text: () => generalHelp([...COMMANDS, ...TEXTS]),
  },
  {
    name: 'version',
    summary: 'show the version of Baton',
    positionals: [],
    options: {},
    examples: [{ line: 'baton version', description: 'the version alone' }],
    text: ({ version }) => `${version}\n`,
  },
];

export interface CliSurroundings {
  readonly terminal: Terminal;
  /** throws a `BatonError` if the configuration is invalid */
  readonly config: () => Config;
}

/** Runs one command line (without node and script) and returns the exit code. */
export async function runCli(
  argv: readonly string[],
  wiring: Wiring,
  { terminal, config }: CliSurroundings = { terminal: processTerminal(), config: loadConfig },
): Promise<number> {
  try {
    return await dispatch(inPlainForm(argv), wiring, { terminal, config });
  } catch (error) {
    return complain(error, terminal, argv.includes('--verbose'));
  }
}

/** Rewrites `baton`, `baton --help` and `baton --version` as commands; `--verbose` may precede the command. */
function inPlainForm(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first === undefined) return ['help'];
  if (first === '--verbose') return rest.length === 0 ? ['help'] : [...inPlainForm(rest), '--verbose'];
  if (first === '--help' || first === '-h') return ['help', ...rest];
  if (first === '--version' || first === '-v' || first === '-V') return ['version', ...rest];
  if (first === 'help' && rest[0] !== undefined && !rest[0].startsWith('-')) return [...rest, '--help'];
  return argv;
}

async function dispatch(argv: readonly string[], wiring: Wiring, around: CliSurroundings): Promise<number> {
  const { terminal } = around;
  const [name = '', ...rest] = argv;
  const text = TEXTS.find((candidate) => candidate.name === name);
  if (text !== undefined) {
    const { switch: has } = parseArguments(rest, text);
    return print(terminal, has('help') ? commandHelp(text) : text.text(wiring));
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) throw await unknownCommand(name, wiring);
  const given = parseArguments(rest, command);
  if (given.switch('help')) {
    return print(terminal, commandHelp((await command.help?.(given, wiring)) ?? command));
  }
  const warned = { terminal, config: () => withWarnings(around) };
  if (command === doctorCommand) return await examineAll(given, wiring, warned);
  const config = warned.config();
  if (!HOMELESS.has(command)) checkHome(config);
  return await command.run(given, { config, terminal, wiring });
}

/** Returns the configuration after printing its warnings to stderr. */
function withWarnings({ terminal, config }: CliSurroundings): Config {
  const loaded = config();
  for (const warning of loaded.warnings) {
    terminal.stderr.write(`baton: warning: ${printableText(warning)}\n`);
  }
  return loaded;
}

/** The doctor also reports a configuration that keeps every other command from starting. */
async function examineAll(
  given: Arguments,
  wiring: Wiring,
  { terminal, config }: CliSurroundings,
): Promise<number> {
  try {
    return await doctorCommand.run(given, { config: config(), terminal, wiring });
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    const outcome = { ok: false, detail: error.message, remedy: 'fix it, then run the doctor again' };
    const check = { name: 'configuration', required: true, check: async () => outcome };
    return await examine([check], given, { terminal, colour: false });
  }
}

function print(terminal: Terminal, text: string): number {
  terminal.stdout.write(text);
  return 0;
}

async function unknownCommand(name: string, wiring: Wiring): Promise<BatonError> {
  const { flows } = (await wiring.catalogue(null)).catalogue;
  if (flows.some((flow) => flow.name === name)) {
    return refused(`${name} is a flow. Run it with: baton run ${name}`);
  }
  const near = nearest(
    name,
    [...COMMANDS, ...TEXTS].map((command) => command.name),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'List them with: baton help';
  return refused(`There is no command ${JSON.stringify(name)}. ${hint}`);
}

function refused(message: string): BatonError {
  return new BatonError('refused', 'unknown_command', message);
}

const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  refused: 2,
  not_found: 2,
  conflict: 2,
  environment: 1,
  step: 1,
};

function complain(error: unknown, { stderr }: Terminal, verbose: boolean): number {
  const known = error instanceof BatonError;
  const message = known
    ? error.message
    : `something went wrong inside Baton: ${messageOf(error)}. Add --verbose to see where.`;
  // The message may contain a name from the repository or the user.
  stderr.write(`baton: ${printableText(message)}\n`);
  if (verbose) stderr.write(`${printableText(traceOf(error))}\n`);
  return known ? EXIT_CODES[error.kind] : 1;
}

/** Returns the stack of an error and of its causes. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
