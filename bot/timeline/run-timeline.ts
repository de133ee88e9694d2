/** The timeline of a stored run, for every face: its heading, its file's name, and that only an ended run has one. */
import type { RunDetail, RunDocument } from '../../runner/core/documents.ts';
import { BatonError } from '../../runner/core/errors.ts';
import { shortId, shortProject } from '../wording.ts';
import type { TimelineRun } from './timeline.ts';

export interface TimelineOptions {
  /** the flow's title */
  readonly title: (flow_name: string) => string;
  /** what the heading says instead of the flow, the project and the commit */
  readonly heading?: string;
}

/** Throws `run_not_ended` for a run that is still running. */
export function timelineOf(
  { run, steps }: Pick<RunDetail, 'run' | 'steps'>,
  { title, heading }: TimelineOptions,
): TimelineRun {
  if (run.status === 'running') {
    const message = `Run ${shortId(run.id)} is still running. Its timeline is there once it has ended.`;
    throw new BatonError('conflict', 'run_not_ended', message);
  }
  const commit = run.commit_sha === null ? '' : ` @ ${run.commit_sha.slice(0, 7)}`;
  const usual = `${title(run.flow_name)} · ${shortProject(run.project_id)}${commit}`;
  return { heading: heading ?? usual, run, steps };
}

/** `timeline-code-review-1a2b3c4d.png` */
export function timelineFileName({ id, flow_name }: Pick<RunDocument, 'id' | 'flow_name'>): string {
  return `timeline-${flow_name}-${shortId(id)}.png`;
}
