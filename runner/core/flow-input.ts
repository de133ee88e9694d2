/**
 * What flows take beside the focus: a ticket, a log, what to migrate from and to. Each input is declared here once, by
 * its name; a flow lists those that it takes, and which of them it needs.
 */

export const FLOW_INPUTS = [
  'ticket',
  'symptom',
  'log',
  'since',
  'from',
  'to',
  'decision',
  'service',
  'policy',
  'audience',
] as const;
export type FlowInputName = (typeof FLOW_INPUTS)[number];

/** What a flow takes. */
export interface FlowInput {
  readonly name: FlowInputName;
  /** whether the flow can't do without it */
  readonly needed: boolean;
  /** the input that does as well: without both, what is needed is missing */
  readonly or?: FlowInputName;
  /** whether the focus stands for it where it is not given by its name */
  readonly focus?: true;
}

/** What a run was given, by name; texts are trimmed, and secrets in them masked. */
export type Given = Readonly<Partial<Record<FlowInputName, string>>>;

/** Inputs that say what a run is about; a log is about everything that ran. */
const SUBJECTS: readonly FlowInputName[] = ['ticket', 'symptom', 'decision', 'from', 'service'];

/** All that a person said of what a run is about, the main part first; a log where nothing else was said. Empty if nothing was. */
export function saidBy({
  focused,
  question,
  given,
}: {
  readonly focused: boolean;
  readonly question: string;
  readonly given: Given;
}): string {
  const said = [...SUBJECTS.map((name) => given[name] ?? ''), focused ? question : ''];
  return said.filter((text) => text !== '').join('\n\n') || (given.log ?? '');
}
