/**
 * A report as data: what its Markdown, HTML, SARIF and JSON are all made of. Written by the same step as the run's
 * outcome; identical inputs give an identical document, so it holds no times and no run ids.
 *
 * Two kinds of text. `plain`: one line of plain text, in which back-ticks mark code; whoever shows it escapes it.
 * `inline`: one line of Markdown that is safe already, with code, emphasis and links only.
 */
import { z } from 'zod';
import { Dismissal, EarlierFinding } from './ledger.ts';
import { CODE_HOSTS } from './pull-request.ts';
import { OutcomeFinding, OutcomeFunnel, OutcomeHeadline } from './run-outcome.ts';
import { BANDS } from './step-spec.ts';

const plain = z.string();
const inline = z.string();

/** A place in the repository at the run's commit, or on the base side of a comparison. */
export const ReportPlace = z.object({
  path: z.string(),
  /** 1-based; null for a file as a whole */
  start: z.int().nullable(),
  end: z.int().nullable(),
  side: z.enum(['head', 'base']),
  /** its permalink on a known code host */
  url: z.string().nullable(),
});
export type ReportPlace = z.infer<typeof ReportPlace>;

/** A citation that code has checked. */
export const ReportCitation = z.object({
  /** null for what has no place, such as a search */
  place: ReportPlace.nullable(),
  /** the cited lines from `place.start` on, as they are in the file: long ones cut, secrets masked; empty if not shown */
  lines: z.array(z.string()),
  /** the whole citation in one line */
  text: inline,
});
export type ReportCitation = z.infer<typeof ReportCitation>;

export const ReportFinding = OutcomeFinding.extend({
  /** its permalink on a known code host */
  url: z.string().nullable(),
  source: z.enum(['agent', 'rule']),
  /** the rule that found it; null for an agent's */
  rule: z.string().nullable(),
  /** the cited line by which it is known across runs, verbatim but trimmed; null where it is known by a symbol or a title */
  quote: z.string().nullable(),
  /** who found it */
  lenses: z.array(z.string()),
  /** what the change has to do with it; null where nothing is compared */
  origin: z.enum(['introduced', 'incomplete-fix', 'pre-existing']).nullable(),
  ruling: z.enum(['upheld', 'narrowed', 'uncertain', 'refuted', 'contested', 'unchallenged']),
  claim: plain,
  /** who does what, and what goes wrong; empty if not stated */
  failure: plain,
  /** the smallest change; empty if not stated */
  fix: plain,
  /** what it takes for granted; empty without assumptions */
  assumes: plain,
  /** the one whose lines are shown comes first */
  citations: z.array(ReportCitation),
  /** the skeptic's reason, the arbiter, why severity or confidence changed */
  notes: z.array(inline),
});
export type ReportFinding = z.infer<typeof ReportFinding>;

/** A list item, with the lines below it. */
const ReportItem = z.object({ text: inline, below: z.array(inline) });
export type ReportItem = z.infer<typeof ReportItem>;

export const ReportBlock = z.discriminatedUnion('type', [
  /** a paragraph; a line break in it stays one */
  z.object({ type: z.literal('text'), text: inline }),
  z.object({ type: z.literal('list'), ordered: z.boolean(), items: z.array(ReportItem) }),
  z.object({ type: z.literal('table'), head: z.array(inline), rows: z.array(z.array(inline)) }),
  /** verbatim text, such as a command or a file */
  z.object({ type: z.literal('code'), language: z.string(), lines: z.array(z.string()) }),
  z.object({
    type: z.literal('diagram'),
    /** the ids are letters and digits */
    nodes: z.array(z.object({ id: z.string(), label: plain })),
    edges: z.array(z.object({ from: z.string(), to: z.string(), label: plain })),
  }),
]);
export type ReportBlock = z.infer<typeof ReportBlock>;

/** A part of the report below a heading. Folded ones open by a click. */
export const ReportSection = z.object({
  title: z.string(),
  folded: z.boolean(),
  blocks: z.array(ReportBlock),
});
export type ReportSection = z.infer<typeof ReportSection>;

/** How the run's findings compare with those of earlier runs at other commits. */
export const ReportLedger = z.object({
  /** the short name of the commit that was read last before this one */
  since: z.string(),
  fixed: z.array(EarlierFinding),
  not_reviewed: z.array(EarlierFinding),
  /** found again, but not shown, since they are over a limit or below the gate; absent if there are none */
  unshown: z.array(EarlierFinding).optional(),
});
export type ReportLedger = z.infer<typeof ReportLedger>;

export const ReportDocument = z.object({
  version: z.literal(1),
  flow: z.object({ name: z.string(), title: z.string() }),
  /** as people see it: no path of a machine */
  project: z.string(),
  /** its name in the title, e.g. `a1b2c3d` or `main..feat/export (a1b2c3d)` */
  label: z.string(),
  commit_sha: z.string(),
  base_sha: z.string().nullable(),
  /** the day of the pinned commit */
  date: z.iso.date(),
  /** the web address of the repository on a known code host */
  repository_url: z.string().nullable(),
  pull_request: z.object({ kind: z.enum(CODE_HOSTS), url: z.string(), number: z.int() }).nullable(),
  band: z.enum(BANDS),
  fast: z.boolean(),
  /** null without a model, or for a back end's default one */
  model: z.string().nullable(),
  backend: z.string(),
  verdict: plain,
  /** the parts of the line below the verdict: size, agents, model, files, statements */
  summary: z.array(inline),
  /** null without a focus, and for a run that failed on the way */
  focus: z
    .object({
      /** the person's own question, cut */
      question: plain,
      /** whether a model could answer it; if not, `blocks` say where the repository speaks of it */
      by_model: z.boolean(),
      /** in at most three sentences; null if nothing that was checked answers it */
      answer: plain.nullable(),
      /** as the report shows it; the first one is a text */
      blocks: z.array(ReportBlock),
    })
    .nullable(),
  /** what a card says of it, at most three */
  headlines: z.array(OutcomeHeadline),
  funnel: OutcomeFunnel,
  /** in the report's order, in full */
  findings: z.array(ReportFinding),
  /** by rules, beside those that agents found; empty without a model, where `findings` has them */
  measured: z.array(ReportFinding),
  /** null for the first run of the flow on the project, and where all earlier ones were at this commit */
  ledger: ReportLedger.nullable(),
  /** those that were found again, but not shown since a person dismissed them */
  dismissed: z.array(EarlierFinding.extend({ dismissal: Dismissal })),
  /** the flow's own sections: before the findings, and after them */
  before: z.array(ReportSection),
  after: z.array(ReportSection),
  /** what was looked at, what was not, and what was dropped and why */
  coverage: z.array(inline),
  /** what did not become a finding of the report, by reason */
  rest: z.array(ReportSection),
  /** source files by size and impact, for a map; empty where nothing is measured */
  map: z.array(
    z.object({
      path: z.string(),
      lines: z.int(),
      /** of the file's worst function, from 0 to 100 */
      impact: z.number(),
      /** what is measured, in a few words */
      text: plain,
    }),
  ),
});
export type ReportDocument = z.infer<typeof ReportDocument>;
