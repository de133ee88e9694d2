/** `baton doctor`: checks everything that a run needs, and says what to do about failures. */
import type { CheckReport } from '../../../runner/core/inspection.ts';
import type { Check } from '../../../runner/core/ports/checks.ts';
import { areWell, reportsOf } from '../../check-reports.ts';
import type { Arguments, Command } from '../command.ts';
import type { Terminal } from '../context.ts';
import { paintFor } from '../paint.ts';
import { printableLine } from '../screen-text.ts';

const LONGEST_CHECK_SECONDS = { usual: 30, live: 120 };

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check everything that a run needs, and say how to fix what is missing',
  details: 'Exit code: 0 when all that is required is there, 1 when something is missing.',
  positionals: [],
  options: {
    live: { description: 'have each back end that is ready answer one word; that costs a few tokens' },
    json: { description: 'print JSON {ok, checks: [{name, required, ok, detail, remedy}]}' },
  },
  examples: [
    { line: 'baton doctor', description: 'the first thing to run, and the first when something is odd' },
    { line: 'baton doctor --live', description: 'whether the keys are right' },
  ],
  run: async (given, { config, terminal, wiring }) =>
    await examine(await wiring.doctorChecks(config, { live: given.switch('live') }), given, {
      terminal,
      colour: config.colour,
    }),
};

interface Screen {
  readonly terminal: Pick<Terminal, 'stdout' | 'stdoutIsTty'>;
  readonly colour: boolean;
}

/** Runs the checks concurrently, prints them in order, and returns the exit code. */
export async function examine(checks: readonly Check[], given: Arguments, screen: Screen): Promise<number> {
  const seconds = LONGEST_CHECK_SECONDS[given.switch('live') ? 'live' : 'usual'];
  const reports = await reportsOf(checks, seconds);
  const ok = areWell(reports);
  const { stdout, stdoutIsTty } = screen.terminal;
  const text = given.switch('json')
    ? JSON.stringify({ ok, checks: reports }, null, 2)
    : [...lines(reports, stdoutIsTty && screen.colour), '', summary(reports)].join('\n');
  stdout.write(`${text}\n`);
  return ok ? 0 : 1;
}

function lines(reports: readonly CheckReport[], colour: boolean): string[] {
  const paint = paintFor(colour);
  const width = Math.max(0, ...reports.map(({ name }) => name.length));
  return reports.flatMap(({ name, required, ok, detail, remedy }) => {
    const mark = ok ? paint.green('✓') : required ? paint.red('✗') : paint.yellow('–');
    const [first = '', ...more] = detail.split('\n').map(printableLine);
    const indent = ' '.repeat(width + 6);
    return [
      `  ${mark} ${name.padEnd(width)}  ${first}${ok || required ? '' : ' (not required)'}`,
      ...more.map((line) => `${indent}${line}`),
      ...(ok || remedy === null ? [] : [`${indent}→ ${printableLine(remedy)}`]),
    ];
  });
}

function summary(reports: readonly CheckReport[]): string {
  const missing = reports.filter(({ ok, required }) => required && !ok).map(({ name }) => name);
  return missing.length === 0 ? 'Baton can run.' : `Baton can't run yet: ${missing.join(', ')}.`;
}
