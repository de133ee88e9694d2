/**
 * What rules say where input reaches a sink. A pattern match, not proof: what a framework or a caller checks elsewhere is
 * not known.
 */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { SinkKind } from '../contracts/sinks.ts';
import { clip, count, place, shortPath } from '../wording.ts';
import { cite, citeText } from './cite.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

type Sink = FactOf<'sink'>;

export const LENSES = ['security-reviewer', 'correctness-reviewer'];

/** What a rule says of its kind of sink. */
interface SinkWords {
  readonly id: string;
  readonly what: SinkKind;
  /** where text of a request visibly reaches it */
  readonly impact: number;
  readonly problem: string;
  /** what the sink is given */
  readonly gets: string;
  readonly failure: string;
  readonly recommendation: string;
  /** for a text that is built from what the function around it does not tell; absent: then there is no finding */
  readonly builtFrom?: Built;
}

interface Built {
  readonly impact: number;
  readonly confidence: 50 | 75;
  readonly title: string;
  readonly failure: string;
}

/** A rule for text of a request that visibly reaches a sink of its kind, in one function and without a check before. */
export function injectionRule(words: SinkWords): Rule {
  return {
    id: words.id,
    kinds: ['sink'],
    lenses: LENSES,
    on: 'both',
    apply: (view) => [...reached(view, words), ...built(view, words)],
  };
}

export function openSinks(view: RuleView, what: SinkKind): Sink[] {
  return view
    .facts('sink')
    .filter(({ path, data }) => data.what === what && !data.guarded && view.role(path) !== 'test');
}

function reached(view: RuleView, words: SinkWords): FindingDraft[] {
  const { what, impact, problem, failure } = words;
  const sinks = openSinks(view, what).filter(({ data }) => data.origin === 'request');
  return perFile(sinks, words, (first) => ({
    title: `${problem} in ${shortPath(first.path ?? '')} by ${inputOf(first, 30)}`,
    impact,
    confidence: 75,
    source: 'which a request sets',
    limit: 'No check of it is visible before, in the same function.',
    failure,
  }));
}

const ASSUMPTION =
  'a pattern match, not proof: what a middleware, a type or a caller checks elsewhere was not looked at';

/** Folders of what the project's own people run by hand or in CI. */
const OPERATED = /(?:^|\/)(?:scripts?|tools?|tooling|build|ci|hack|bin|release\w*|\.\w[\w-]*)\//;

function built(view: RuleView, words: SinkWords): FindingDraft[] {
  const { what, builtFrom } = words;
  if (builtFrom === undefined) return [];
  const { impact, confidence, failure } = builtFrom;
  const sinks = openSinks(view, what).filter(
    ({ path, data }) =>
      data.argument === 'built' && data.origin === 'parameter' && !OPERATED.test(path ?? ''),
  );
  return perFile(sinks, words, (first) => ({
    title: `${builtFrom.title} in ${shortPath(first.path ?? '')}: ${inputOf(first, 20)}`,
    impact,
    confidence,
    source: 'which is a parameter of its function',
    limit: 'Where callers take it from was not followed.',
    failure,
  }));
}

interface Reached extends Pick<FindingDraft, 'title' | 'impact' | 'confidence'> {
  /** where its input comes from */
  readonly source: string;
  /** what was not looked at */
  readonly limit: string;
  readonly failure: string;
}

/** The sinks of one file are one finding, told by the first: they are fixed together. */
function perFile(
  sinks: readonly Sink[],
  { gets, recommendation }: SinkWords,
  tell: (first: Sink) => Reached,
): FindingDraft[] {
  return [...Map.groupBy(sinks, ({ path }) => path).values()].flatMap((group): FindingDraft[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { source, limit, ...told } = tell(first);
    return [
      {
        ...told,
        kind: 'security',
        claim: `${nameOf(first)} at ${at(first)} gets ${gets} ${inputOf(first)}${readAt(first)}, ${source}${more(group)}. ${limit}`,
        ...placed(group),
        recommendation,
        effort: 'S',
        assumptions: [ASSUMPTION],
      },
    ];
  });
}

export const at = ({ path, line }: Sink): string => place({ path, line });
export const nameOf = ({ subject }: Sink): string => `\`${clip(subject ?? '', 40).replaceAll('`', '')}\``;
export const inputOf = ({ data }: Sink, most = 60): string =>
  `\`${clip(data.input ?? '', most).replaceAll('`', "'")}\``;
const readAt = ({ data }: Sink): string => (data.from === null ? '' : ` (line ${data.from.line})`);
const more = (group: readonly Sink[]): string =>
  group.length === 1 ? '' : `; so do ${count(group.length - 1, 'other place')} in this file`;

const MOST_CITED = 2;

/** The sinks first, then where the input of the first is read. */
function placed(group: readonly Sink[]): Pick<FindingDraft, 'evidence' | 'figures' | 'per'> {
  const [first] = group;
  const from = first?.data.from ?? null;
  const read = from === null ? null : citeText(first?.path ?? '', from.line, from.line, from.quote);
  const cited = cite(...group.slice(0, MOST_CITED));
  const lines = cited.filter(({ type }) => type === 'code');
  return {
    evidence: [...lines, ...(read === null ? [] : [read]), ...cited.filter(({ type }) => type === 'fact')],
    figures: [group.length - 1, ...(from === null ? [] : [from.line])],
    ...(group.length === 1 ? {} : { per: 'file' }),
  };
}
