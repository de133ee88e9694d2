/** The pictures of stored runs and of flows, as whoever serves them asks for them. */
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { RunPictures } from '../../runner/core/ports/run-pictures.ts';
import { flowNamed } from '../../runner/core/run-request.ts';
import { capitalized } from '../wording.ts';
import { endOf } from './bars.ts';
import { graphSvg } from './graph-svg.ts';
import { runTitle, timelineOf } from './run-timeline.ts';
import { timelineSvg } from './timeline-svg.ts';

export interface RunPicturesOptions {
  readonly catalogue: Pick<Catalogue, 'flows' | 'plan'>;
  /** milliseconds since 1970: as far as pictures of running runs go */
  readonly now: () => number;
}

export function createRunPictures({ catalogue, now }: RunPicturesOptions): RunPictures {
  const title = (name: string) => catalogue.flows.find((flow) => flow.name === name)?.title ?? name;
  return {
    timeline: (run) => timelineSvg(timelineOf(run, { title, now: now() })),
    graph({ run, steps }) {
      const end = endOf(run, now());
      const shown = steps.map(({ step_id, label, kind, needs, status, started_at, completed_at }) => {
        const last = completed_at === null ? end : Date.parse(completed_at);
        const ms = started_at === null || last === null ? null : Math.max(0, last - Date.parse(started_at));
        return { step_id, label, kind, needs, status, ms };
      });
      return graphSvg(runTitle(run, title), shown);
    },
    plan(flow_name, band, fast) {
      const flow = flowNamed(catalogue.flows, flow_name, 'not_found');
      const planned = catalogue
        .plan(flow, band, fast)
        .map(({ step_id, label, kind, needs }) => ({ step_id, label, kind, needs, status: null, ms: null }));
      return graphSvg(`${capitalized(flow.title)} · ${band}${fast ? ', fast' : ''}`, planned);
    },
  };
}
