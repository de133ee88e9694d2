/** `baton dismiss RUN F2` and `baton restore FINGERPRINT`: what people say of findings. */
import { BatonError } from '../../../runner/core/errors.ts';
import { DISMISSAL_REASONS, type DismissalReason, type LedgerFinding } from '../../../runner/core/ledger.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import type { OutcomeFinding } from '../../../runner/core/run-outcome.ts';
import { choiceFault } from '../../../runner/core/text-faults.ts';
import { resolveProject } from '../../config/projects.ts';
import { shortId } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { withService } from '../opened.ts';
import { printableLine } from '../screen-text.ts';

export const dismissCommand: Command = {
  name: 'dismiss',
  summary: 'stop showing a finding until its lines change',
  details: `Reports of later runs leave it out and count it under Coverage. It is dismissed for all flows of the project that
have it. Show it again with: baton restore FINGERPRINT`,
  positionals: ['run', 'finding'],
  options: {
    reason: {
      value: 'REASON',
      description: `why: ${DISMISSAL_REASONS.map((each) => `"${each}"`).join(', ')}`,
    },
    until: { value: 'DAY', description: 'with "later": the day from which it is shown again, as 2026-12-31' },
    note: { value: 'TEXT', description: 'your own words, for those who come after you' },
    json: JSON_OPTION,
  },
  examples: [
    {
      line: 'baton dismiss 1a2b3c4d F2 --reason "not real" --note "the caller holds the lock"',
      description: 'F2 as the report of run 1a2b3c4d numbers it',
    },
    {
      line: 'baton dismiss 1a2b3c4d F3 --reason later --until 2026-12-31',
      description: 'it is shown again from that day',
    },
  ],
  run: dismiss,
};

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'show a dismissed finding again',
  positionals: ['fingerprint'],
  options: {
    project: { value: 'ID', description: 'an id, a path or a URL, if several projects have the finding' },
    json: JSON_OPTION,
  },
  examples: [
    {
      line: 'baton restore 0123456789abcdef',
      description: 'the fingerprint is in: baton findings --state dismissed',
    },
  ],
  run: restore,
};

async function dismiss(given: Arguments, context: Context): Promise<number> {
  const [prefix = '', id = ''] = given.positionals;
  const reason = reasonOf(given.value('reason'));
  const why = { reason, until: given.value('until'), note: given.value('note') ?? '' };
  return await withService(context, async (service, ledger) => {
    const { project_id, finding } = await findingOf(service, prefix, id);
    const { fingerprint } = finding;
    const key = { fingerprint, project_id };
    const changed = await ledger.dismiss(key, why, `cli:${context.terminal.user}`);
    const until = why.until === null ? 'until its lines change' : `until ${why.until}`;
    const message = `${printableLine(finding.title)}\nDismissed ${until}: ${reason}. Show it again with: baton restore ${fingerprint}`;
    return print(context, given, changed, message);
  });
}

async function restore(given: Arguments, context: Context): Promise<number> {
  const [fingerprint = ''] = given.positionals;
  const project = given.value('project');
  const by = `cli:${context.terminal.user}`;
  return await withService(context, async (_service, ledger) => {
    const named = project === null ? {} : { project_id: projectIdOf(project, context) };
    const changed = await ledger.restore({ fingerprint, ...named }, by);
    const title = printableLine(changed[0]?.title ?? '');
    return print(context, given, changed, `${title}\nNot dismissed: later runs show it.`);
  });
}

/** A project that is no longer configured, or no longer on disk, still has its findings, under its old id. */
function projectIdOf(project: string, { config }: Context): string {
  try {
    return resolveProject(project, config).id;
  } catch (error) {
    if (error instanceof BatonError) return project;
    throw error;
  }
}

function print(
  { terminal }: Context,
  given: Arguments,
  findings: readonly LedgerFinding[],
  message: string,
): number {
  terminal.stdout.write(given.switch('json') ? `${JSON.stringify({ findings }, null, 2)}\n` : `${message}\n`);
  return 0;
}

/** Accepts `not-real` and `wont-fix` as well: an apostrophe and a space have to be quoted in a shell. */
function reasonOf(typed: string | null): DismissalReason {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/['’]/g, '')
      .replaceAll(/[\s_-]+/g, ' ');
  const found = DISMISSAL_REASONS.find((each) => typed !== null && plain(each) === plain(typed.trim()));
  if (found !== undefined) return found;
  const message = `--reason ${choiceFault(typed ?? undefined, ['not-real', 'wont-fix', 'later'])}.`;
  const hint = typed === null ? ' Give not-real, wont-fix or later.' : '';
  throw new BatonError('refused', 'bad_arguments', `${message}${hint}`, { path: '--reason' });
}

/** The finding that the report of a run numbers so. */
async function findingOf(
  service: RunnerService,
  prefix: string,
  id: string,
): Promise<{ readonly project_id: string; readonly finding: OutcomeFinding }> {
  const { run } = await service.run(await service.resolveRunId(prefix));
  const findings = run.outcome?.findings ?? [];
  const finding = findings.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (finding !== undefined) return { project_id: run.project_id, finding };
  const [first, last] = [findings[0], findings.at(-1)];
  const shown =
    first === undefined || last === undefined
      ? 'It shows none'
      : first === last
        ? `It shows ${first.id} only`
        : `It shows ${first.id} to ${last.id}`;
  const message = `Run ${shortId(run.id)} has no finding ${JSON.stringify(id)}. ${shown}: baton show ${shortId(run.id)}`;
  throw new BatonError('not_found', 'unknown_finding', message, { path: 'finding' });
}
