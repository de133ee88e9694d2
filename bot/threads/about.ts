/** What a card says of its run while it works and when it has ended: what is read, what was asked, by whom. Pure. */
import { FLOW_INPUTS } from '../../runner/core/flow-input.ts';
import { INPUT_DISPLAYS } from '../../runner/core/input-options.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import { linkText, shortName } from '../../runner/core/pull-request.ts';
import { RULES_BACKEND } from '../../runner/core/run.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { capitalized, plural, shortId, shortProject } from '../wording.ts';
import { fitted, timeSpan } from './format.ts';
import { askedBy } from './schedule-lines.ts';

/** What people wrote, at most: each text, and all of them. */
const MOST_TEXT = 300;
const MOST_TEXTS = 700;
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
  return [
    `${size} · `,
    ...askedBy(run),
    ' · started ',
    timeSpan(run.created_at),
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

/** The pull request that is reviewed, the message on which it was started, what the run was given, and the person's own focus. */
export function givenLines({ input }: RunSnapshot['run']): Line[] {
  const { pull_request: request, source, given = {}, focused, question } = input;
  const texts = FLOW_INPUTS.flatMap((name) => {
    const text = given[name];
    return text === undefined ? [] : [{ label: INPUT_DISPLAYS.get(name)?.field?.label ?? name, text, name }];
  });
  // Without a focus, the question is the flow's own.
  const all = focused === true ? [...texts, { label: 'Focus', text: question, name: null }] : texts;
  const most = Math.min(MOST_TEXT, Math.floor(MOST_TEXTS / Math.max(1, all.length)));
  return [
    ...(request === undefined ? [] : [[{ text: capitalized(linkText(request)), link: request.url }]]),
    ...(source === undefined ? [] : [['Started on ', { text: 'this message', link: source.url }]]),
    ...all.map(({ label, text, name }): Line => {
      if (name === 'log') return [`${label}: ${plural(text.split('\n').length, 'line')}`];
      return [`${label}: `, { text: fitted(text, most), mark: 'italic' }];
    }),
  ];
}
