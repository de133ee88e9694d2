/** The timeline of a stored run, for every face: its heading, its file's name, and who refuses one that still runs. */
import type { RunDetail, RunDocument } from '../../runner/core/documents.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { RunBrief } from '../../runner/core/step-detail.ts';
import { shortId, shortProject } from '../wording.ts';
import type { TimelineRun } from './timeline.ts';

export interface TimelineOptions {
  /** the flow's title */
  readonly title: (flow_name: string) => string;
  /** what the heading says instead of the flow, the project and the commit */
  readonly heading?: string;
  /** milliseconds since 1970, for a run that still runs */
  readonly now?: number;
}

/** Without attempts, each step has one bar for its last. */
export function timelineOf(
  { run, steps, attempts = [] }: Pick<RunDetail, 'run' | 'steps'> & Partial<Pick<RunBrief, 'attempts'>>,
  { title, heading, now = Date.parse(run.created_at) }: TimelineOptions,
): TimelineRun {
  return { heading: heading ?? runTitle(run, title), run, steps, attempts, now };
}

/** Such as `Tech debt · shop @ a1b2c3d`. */
export function runTitle(
  { flow_name, project_id, commit_sha }: Pick<RunDocument, 'flow_name' | 'project_id' | 'commit_sha'>,
  title: (flow_name: string) => string,
): string {
  const commit = commit_sha === null ? '' : ` @ ${commit_sha.slice(0, 7)}`;
  return `${title(flow_name)} · ${shortProject(project_id)}${commit}`;
}

/** A picture that is sent stays as it is, so it waits for the end. Throws `run_not_ended`. */
export function assertEnded({ id, status }: Pick<RunDocument, 'id' | 'status'>): void {
  if (status !== 'running') return;
  const message = `Run ${shortId(id)} is still running. Its timeline is there once it has ended.`;
  throw new BatonError('conflict', 'run_not_ended', message);
}

/** `timeline-code-review-1a2b3c4d.png` */
export function timelineFileName({ id, flow_name }: Pick<RunDocument, 'id' | 'flow_name'>): string {
  return `timeline-${flow_name}-${shortId(id)}.png`;
}
