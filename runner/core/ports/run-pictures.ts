/** The port of pictures: how what serves runs gets them drawn, as SVG. Implemented by `bot/timeline/run-pictures.ts`. */

import type { RunBrief } from '../step-detail.ts';
import type { Band } from '../step-spec.ts';

export interface RunPictures {
  /** when each step waited and worked; up to now for a run that runs */
  timeline(run: RunBrief): string;
  /** which step needs which, with how each stands */
  graph(run: RunBrief): string;
  /** the graph of what a run of that size would do; throws `not_found` (`unknown_flow`), and `refused` for a size that it has not */
  plan(flow_name: string, band: Band, fast: boolean): string;
}
