/**
 * The run that a launcher was opened from by "Run again…". Its form holds only the run's id: what is not changed there is
 * as in that run, also a text that is too long for a form. Pure.
 */
import { z } from 'zod';
import {
  COMMIT_CHOICES,
  type Commits,
  commitsOf,
  commitsText,
  sameCommitsFault,
} from '../../runner/core/commits.ts';
import type { FormValues } from '../../runner/core/ports/platform.ts';
import type { Field } from '../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { plural, shortId } from '../wording.ts';
import { selectField } from './select-fields.ts';

export interface EarlierRun {
  readonly run_id: string;
  /** its options by their names, complete */
  readonly values: FormValues;
  /** the same as the form shows them */
  readonly shown: FormValues;
  /** what it read; null for a run that ended before that was known, and for one of a folder without git */
  readonly commits: Commits | null;
  readonly label: string;
}

const COMMITS = 'commits';
const BACKEND = 'backend';
/** Instead of a back end: as for a run that names none. */
const AUTOMATIC = 'auto';

const Paths = z.array(z.string()).catch([]);

export function earlierRun({ run }: Pick<RunSnapshot, 'run'>): EarlierRun {
  const { input, refs, commit_sha: head } = run;
  const texts: FormValues = {
    focus: input.focused === true ? input.question : null,
    ...input.given,
    path: Paths.parse(input.paths).join('\n') || null,
    pr: input.pull_request?.url ?? null,
    base: refs.base,
    head: refs.head,
  };
  const values = {
    size: run.band,
    fast: run.fast ? 'yes' : 'no',
    project: run.project_id,
    [BACKEND]: run.backend,
    model: run.model,
    ...present(texts),
  };
  return {
    run_id: run.id,
    values,
    shown: { ...values, ...shortened(present(texts), run.id) },
    commits: commitsOf(run),
    label: run.label ?? (head === null ? '' : head.slice(0, 7)),
  };
}

function present(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
}

/** All texts together, which is what every platform shows of them unchanged. Showing may double their length. */
const MOST_SHOWN = 1_400;
/** Room for the line below a shortened text. */
const NOTE = 70;

/** Shortens the texts that have more than their equal share. */
function shortened(texts: FormValues, run_id: string): FormValues {
  const entries = Object.entries(texts);
  const share = Math.floor(MOST_SHOWN / Math.max(1, entries.length));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const characters = [...(value ?? '')];
      if (characters.length <= share) return [name, value];
      const start = characters
        .slice(0, share - NOTE)
        .join('')
        .trimEnd();
      return [name, `${start}…\n${noteOf(characters.length, run_id)}`];
    }),
  );
}

const noteOf = (length: number, run_id: string): string =>
  `(unchanged: all ${plural(length, 'character')} of run ${shortId(run_id)})`;

/** Returns the field whose shortened text was changed while its last line stayed: what is meant is not certain. */
export function halfChanged({ shown, values, run_id }: EarlierRun, typed: FormValues): string | null {
  const found = Object.entries(typed).find(([name, value]) => {
    const note = noteOf([...(values[name] ?? '')].length, run_id);
    return value?.includes(note) === true && oneSpaced(value) !== oneSpaced(shown[name] ?? '');
  });
  return found?.[0] ?? null;
}

/** The fields that only a launcher for an earlier run has. */
export function earlierRunFields(
  { commits, label, values: before }: EarlierRun,
  values: FormValues,
): Field[] {
  const { model } = before;
  const backend = before[BACKEND] ?? '';
  return [
    ...(commits === null
      ? []
      : [
          selectField(COMMITS, 'Commits', values[COMMITS] ?? NEWEST, [
            { value: NEWEST, label: COMMIT_CHOICES.newest, description: 'What is named is looked up again' },
            { value: SAME, label: `${COMMIT_CHOICES.same}: ${commitsText(commits)}`, description: label },
          ]),
        ]),
    selectField(BACKEND, 'Back end', values[BACKEND] ?? backend, [
      { value: backend, label: `As it was: ${backend}${model == null ? '' : `, ${model}`}` },
      { value: AUTOMATIC, label: 'The first that is ready' },
    ]),
  ];
}

const NEWEST = 'newest';
const SAME = 'same';

/** Returns the values with what was left as the form showed it replaced by what the run has. */
export function asInRun({ values, shown }: EarlierRun, typed: FormValues): FormValues {
  const kept = Object.entries(typed).map(([name, value]) => {
    const isUnchanged = value !== null && oneSpaced(value) === oneSpaced(shown[name] ?? '');
    return [name, isUnchanged ? (values[name] ?? null) : value] as const;
  });
  const isAutomatic = typed[BACKEND] === AUTOMATIC;
  return {
    ...Object.fromEntries(kept),
    ...(isAutomatic ? { [BACKEND]: null, model: null } : {}),
  };
}

/** Platforms return a text with other line ends, or without the space at its end. */
const oneSpaced = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * Returns the commits that the run read, if that was chosen; null for the newest ones. Returns what to say at the field if
 * what names them was changed as well, which contradicts that.
 */
export function chosenCommits({ commits, values }: EarlierRun, typed: FormValues): Commits | string | null {
  if (commits === null || typed[COMMITS] !== SAME) return null;
  return sameCommitsFault(values, typed) ?? commits;
}
