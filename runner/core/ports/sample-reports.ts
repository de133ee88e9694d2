/** The port of sample reports: what a flow's report looks like, for people who have none yet. Implemented by `bot/app/sample-reports.ts`. */
import type { FormattedReport } from './report-formats.ts';

/** Returns a report of the flow, with a model, as a page; null for a flow that has no sample, such as one of the operator. */
export type SampleReport = (flow_name: string) => Promise<FormattedReport | null>;
