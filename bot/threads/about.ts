/** What a card says of its run while it works and when it has ended: what is read, what was asked, by whom. Pure. */
import { FLOW_INPUTS } from '../../runner/core/flow-input.ts';
import { INPUT_DISPLAYS } from '../../runner/core/input-options.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import { linkText, shortName } from '../../runner/core/pull-request.ts';
import { RULES_BACKEND } from '../../runner/core/run.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { capitalized, plural, shortId, shortProject } from '../wording.ts';
import { fitted, personSpan } from './format.ts';

/** Texts that people or agents wrote, at most. */
const MOST_FOCUS = 300;
const MOST_TITLE = 140;

/** Returns the card's title: the flow, the project and the commit. */
export function runHeading(
  run: RunSnapshot['run'],
  { title }: { readonly title: (flow_name: string) => string },
): string {
  const what = `${title(run.flow_name)} · ${shortProject(run.project_id)}`;
  const request = run.input.pull_request;
  const label = run.label ?? run.commit_sha?.slice(0, 7) ?? (request ? shortName(request) : null);
  return fitted(label === null ? what : `${what} @ ${label}`, MOST_TITLE);
}

/** Size, requester, start time, the short id of the run, and whether a model takes part. */
export function factsLine({ run, steps }: Pick<RunSnapshot, 'run' | 'steps'>): Line {
  const size = run.fast ? `${run.band}, fast` : run.band;
  const at = { text: `${run.created_at.slice(0, 16).replace('T', ' ')} UTC`, time: run.created_at };
  return [
    `${size} · asked by `,
    personSpan(run.requested_by),
    ' · started ',
    at,
    ' · run ',
    { text: shortId(run.id), mark: 'code' },
    ...(isWithoutModel({ run, steps }) ? [' · no model: rules only'] : []),
  ];
}

/** Whether all its agents answer by rules. */
function isWithoutModel({ run, steps }: Pick<RunSnapshot, 'run' | 'steps'>): boolean {
  const agents = steps.filter(({ kind, skip_cause }) => kind === 'agent' && skip_cause !== 'no_model');
  return run.backend === RULES_BACKEND && agents.every(({ backend }) => backend === RULES_BACKEND);
}

/** The pull request that is reviewed, what the run was given, and the person's own focus. */
export function givenLines(run: RunSnapshot['run']): Line[] {
  return [...changeLine(run), ...inputLines(run), ...focusLine(run)];
}

function changeLine({ input: { pull_request: request } }: RunSnapshot['run']): Line[] {
  return request === undefined ? [] : [[{ text: capitalized(linkText(request)), link: request.url }]];
}

/** Empty if the run uses the flow's default question. */
function focusLine({ input: { focused, question } }: RunSnapshot['run']): Line[] {
  return focused === true ? [['Focus: ', { text: fitted(question, MOST_FOCUS), mark: 'italic' }]] : [];
}

/** What it was given beside its focus; of a log, how long it is. */
function inputLines({ input: { given = {} } }: RunSnapshot['run']): Line[] {
  return FLOW_INPUTS.flatMap((name): Line[] => {
    const text = given[name];
    if (text === undefined) return [];
    const label = `${INPUT_DISPLAYS.get(name)?.field?.label ?? name}: `;
    if (name === 'log') return [[label, plural(text.split('\n').length, 'line')]];
    return [[label, { text: fitted(text, MOST_FOCUS), mark: 'italic' }]];
  });
}
