/**
 * What people say of a run's findings: useful or not, not real, won't fix. It is kept in the ledger under the person's
 * name, where a later word of the same person replaces an earlier one, and answered to that person alone.
 */
import { BatonError } from '../../runner/core/errors.ts';
import type { DismissalReason, LedgerFinding } from '../../runner/core/ledger.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import type { Field, FormView, Line, Option } from '../../runner/core/ports/views.ts';
import type { OutcomeFinding } from '../../runner/core/run-outcome.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { clipped, plural } from '../wording.ts';
import type { ActionContext } from './action-context.ts';
import { visibleRun } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { privateLines, privateText } from './messages.ts';
import { authorize } from './policy.ts';
import { selectField } from './select-fields.ts';

export const FINDINGS_FORM = 'findings';

const WORDS = [
  { value: 'up', label: '👍 Useful', description: 'Your vote; you may change it' },
  { value: 'down', label: '👎 Not useful', description: 'Your vote; the finding stays' },
  { value: 'not real', label: 'Not real', description: 'Later reports leave it out until its lines change' },
  {
    value: "won't fix",
    label: 'Won’t fix',
    description: 'Later reports leave it out until its lines change',
  },
  { value: 'undo', label: 'Undo', description: 'Takes back your vote, and shows it again' },
] as const satisfies readonly Option[];
type Word = (typeof WORDS)[number]['value'];

/** The most options that a menu of any platform holds, less those that lead to the pages before and after. */
const PAGE = 23;
const MOST_NOTE = 1000;

type Snapshot = Pick<RunSnapshot, 'run'>;

const findingsOf = ({ run }: Snapshot): readonly OutcomeFinding[] => run.outcome?.findings ?? [];

export async function openFindings(context: ActionContext, run_id: string): Promise<Answer> {
  const { snapshot } = await withinFormDeadline(visibleRun(context, run_id));
  if (findingsOf(snapshot).length === 0) return privateText('This run shows no findings.');
  return { kind: 'form', view: findingsForm(snapshot, 1, {}) };
}

/** Shows another page of the findings. */
export async function changeFindings(
  context: ActionContext,
  state: string,
  values: FormValues,
): Promise<Answer> {
  const { run_id, page } = parseState(state);
  const { snapshot } = await withinFormDeadline(visibleRun(context, run_id));
  return { kind: 'form', view: findingsForm(snapshot, pageIn(values) ?? page, values) };
}

/** `page` counts from 1. */
export function findingsForm(snapshot: Snapshot, page: number, values: FormValues): FormView {
  const all = findingsOf(snapshot);
  const isPaged = all.length > PAGE + 2;
  const shown = Math.min(Math.max(1, page), Math.max(1, Math.ceil(all.length / PAGE)));
  const options = isPaged ? pageOptions(all, shown) : all.map(findingOption);
  const chosen = options.some(({ value }) => value === values.finding && !value.startsWith(PAGE_SIGN));
  const fields: Field[] = [
    selectField('finding', 'Finding', chosen ? (values.finding ?? null) : null, options, isPaged),
    selectField('word', 'What you say of it', wordIn(values), WORDS),
    {
      kind: 'text',
      id: 'note',
      label: 'Why',
      lines: 'many',
      value: values.note ?? '',
      placeholder: 'Kept with Not real and Won’t fix, for those who come after you',
      most: MOST_NOTE,
      optional: true,
    },
  ];
  const state = `${snapshot.run.id} ${shown}`;
  return { form: FINDINGS_FORM, title: 'Findings of the run', submit: 'Save', state, fields };
}

function findingOption({ id, severity, title, path, line, fingerprint }: OutcomeFinding): Option {
  const place = path === null ? '' : `${path}${line === null ? '' : `:${line}`}`;
  return {
    value: `${id} ${fingerprint}`,
    label: clipped(`${id} · ${severity} · ${title}`, 75),
    ...(place === '' ? {} : { description: clipped(place, 75) }),
  };
}

/** The value of an option that leads to another page. */
const PAGE_SIGN = 'page:';

function pageOptions(all: readonly OutcomeFinding[], page: number): readonly Option[] {
  const first = (page - 1) * PAGE;
  const to = (which: number, label: string): Option => ({ value: `${PAGE_SIGN}${which}`, label });
  const ids = (from: number) => {
    const some = all.slice(from, from + PAGE);
    return `${some[0]?.id} to ${some.at(-1)?.id}`;
  };
  return [
    ...(first > 0 ? [to(page - 1, `↑ ${ids(first - PAGE)}…`)] : []),
    ...all.slice(first, first + PAGE).map(findingOption),
    ...(first + PAGE < all.length ? [to(page + 1, `↓ ${ids(first + PAGE)} of ${all.length}…`)] : []),
  ];
}

function pageIn({ finding }: FormValues): number | null {
  const typed = finding?.startsWith(PAGE_SIGN) ? Number(finding.slice(PAGE_SIGN.length)) : Number.NaN;
  return Number.isInteger(typed) ? typed : null;
}

function wordIn({ word }: FormValues): Word | null {
  return WORDS.find(({ value }) => value === word)?.value ?? null;
}

function parseState(state: string): { readonly run_id: string; readonly page: number } {
  const [run_id = '', page] = state.split(' ');
  return { run_id, page: Number(page) || 1 };
}

export async function submitFindings(
  context: ActionContext,
  state: string,
  values: FormValues,
): Promise<Answer> {
  const { snapshot } = await visibleRun(context, parseState(state).run_id);
  const [, fingerprint] = (values.finding ?? '').split(' ');
  const finding = findingsOf(snapshot).find((each) => each.fingerprint === fingerprint);
  const word = wordIn(values);
  if (finding === undefined || word === null) return missing(values.finding ?? null, finding);
  try {
    return answerTo(finding, await recorded(context, snapshot, { finding, word, note: values.note ?? '' }));
  } catch (error) {
    if (!(error instanceof BatonError) || error.path !== 'note') throw error;
    return { kind: 'field_errors', fieldErrors: [{ field: 'note', message: error.message }] };
  }
}

function missing(typed: string | null, finding: OutcomeFinding | undefined): Answer {
  const gone = typed !== null && !typed.startsWith(PAGE_SIGN);
  const which = gone ? 'The run no longer shows this finding. Choose another.' : 'Choose a finding.';
  const fieldError =
    finding === undefined
      ? { field: 'finding', message: which }
      : { field: 'word', message: 'Choose what you say of it.' };
  return { kind: 'field_errors', fieldErrors: [fieldError] };
}

interface Said {
  readonly finding: OutcomeFinding;
  readonly word: Word;
  readonly note: string;
}

/** What was done, and the rows of the ledger as they are now. */
interface Recorded {
  readonly text: string;
  readonly rows: readonly LedgerFinding[];
}

/** Everybody who sees the run may vote; what hides a finding from others is for those who may start runs. */
async function recorded(
  context: ActionContext,
  { run }: RunSnapshot,
  { finding: { fingerprint }, word, note }: Said,
): Promise<Recorded> {
  const { ledger, actor } = context;
  const key = { fingerprint, project_id: run.project_id };
  const allowed = () =>
    authorize(context, 'start', { project: run.project_id, run_id: run.id, starter: run.requested_by });
  switch (word) {
    case 'up':
      return { text: 'Your vote: 👍 useful.', rows: await ledger.vote(key, 'up', actor) };
    case 'down':
      return { text: 'Your vote: 👎 not useful.', rows: await ledger.vote(key, 'down', actor) };
    case 'undo': {
      const rows = await ledger.vote(key, null, actor);
      if (rows.every(({ dismissed }) => dismissed === null))
        return { text: 'Your vote is taken back.', rows };
      await allowed();
      return {
        text: 'Your vote is taken back, and later reports show it.',
        rows: await ledger.restore(key, actor),
      };
    }
    default: {
      await allowed();
      const reason: DismissalReason = word;
      const rows = await ledger.dismiss(key, { reason, until: null, note }, actor);
      return { text: `Dismissed: ${reason}. Later reports leave it out until its lines change.`, rows };
    }
  }
}

function answerTo({ id, severity, title }: OutcomeFinding, { text, rows }: Recorded): Answer {
  const up = Math.max(0, ...rows.map(({ votes }) => votes.up));
  const down = Math.max(0, ...rows.map(({ votes }) => votes.down));
  const counts = `In all: 👍 ${up} · 👎 ${down}${rows.length > 1 ? ` · found by ${plural(rows.length, 'flow')}` : ''}`;
  const lines: Line[] = [
    [{ text: `${id} · ${severity} · ${clipped(title, 200)}`, mark: 'bold' }],
    [text],
    [counts],
  ];
  return privateLines(lines);
}
