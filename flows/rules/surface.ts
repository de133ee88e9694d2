/** Routes that callers no longer find or that lost their guard, and documents that name what a change removes. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { Evidence } from '../contracts/finding.ts';
import { count, list, shortPath } from '../wording.ts';
import { cite, citeText } from './cite.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import type { FindingDraft, Rule } from './rule.ts';

type RouteChange = FactOf<'routes-diff'>;
const LENSES = ['api-steward', 'correctness-reviewer'];
const MOST_CITED = 3;
const MOST_NAMED = 6;

/** Impact: routes removed, from 60 to 79; from 80 to 90 if a document or other code is known to ask for one. */
export const removedRoute: Rule = {
  id: 'removed-route',
  kinds: ['routes-diff'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const all = view.all('routes-diff').filter(({ data }) => data.change === 'removed' && data.base !== null);
    const facts = [...all.filter(({ data }) => data.published), ...all.filter(({ data }) => !data.published)];
    const [first] = facts;
    if (first === undefined) return [];
    const names = facts.map(({ subject }) => `\`${subject}\``);
    const isAsked = first.data.published;
    const one = facts.length === 1;
    return [
      {
        title: titled('Removed route', 'Removed routes', facts),
        kind: 'api',
        ...(one ? {} : { per: 'run' }),
        impact: onScale(facts.length, [1, 50], isAsked ? [80, 90] : [60, BELOW_HIGH]),
        confidence: 75,
        claim: `${list(names, MOST_NAMED)} ${one ? 'was' : 'were'} served before the change, and nothing that is read as a route serves ${one ? 'it' : 'them'} now.${isAsked ? ` ${one ? 'It' : 'The first'} is still named outside of the change.` : ''}`,
        failure: `A client that requests ${names[0]} gets "not found".`,
        evidence: evidenceOf(facts),
        figures: [facts.length],
        recommendation:
          'Keep the route, or answer it with a redirect or 410 for one release, and tell its clients.',
        effort: 'S',
        assumptions: isAsked ? [] : ['a client outside of the change requests it'],
      },
    ];
  },
};

/** Impact: routes that moved, from 50 to 70; 75 for one that nothing guards any more. */
export const changedRoute: Rule = {
  id: 'changed-route',
  kinds: ['routes-diff'],
  lenses: LENSES,
  on: 'change',
  most: 2,
  apply(view) {
    const changed = view.all('routes-diff').filter(({ data }) => data.change === 'changed');
    const moved = changed.filter(({ data }) => data.before !== null);
    const open = changed.filter(({ data }) => data.lost.length > 0);
    return [
      ...(moved.length === 0 ? [] : [movedDraft(moved)]),
      ...(open.length === 0 ? [] : [openDraft(open)]),
    ];
  },
};

function movedDraft(facts: readonly RouteChange[]): FindingDraft {
  const told = facts.map(({ subject, data }) => `\`${data.before}\` → \`${subject}\``);
  const one = facts.length === 1;
  return {
    title: titled(
      'Changed route',
      'Changed routes',
      facts,
      ({ data, subject }) => `${data.before} → ${subject}`,
    ),
    kind: 'api',
    ...(one ? {} : { per: 'run' }),
    impact: onScale(facts.length, [1, 50], [50, 70]),
    confidence: 75,
    claim: `The same ${one ? 'handler answers' : 'handlers answer'} under another method or path: ${list(told, MOST_NAMED)}. Nothing serves the former ${one ? 'one' : 'ones'}.`,
    failure: `A client that still requests \`${facts[0]?.data.before}\` gets "not found".`,
    evidence: evidenceOf(facts),
    figures: [facts.length],
    recommendation: 'Serve the former route beside the new one for a release, and tell its clients.',
    effort: 'S',
    assumptions: ['a client outside of the change requests it'],
  };
}

function openDraft(facts: readonly RouteChange[]): FindingDraft {
  const told = facts.map(({ subject, data }) => `\`${subject}\` (was behind ${data.lost.join(', ')})`);
  const one = facts.length === 1;
  return {
    title: titled('Route lost its guard', 'Routes lost their guards', facts),
    kind: 'security',
    ...(one ? {} : { per: 'run' }),
    impact: 75,
    confidence: 75,
    claim: `Nothing that checks who asks, by its name, runs before ${list(told, MOST_NAMED)} any more. A pattern match, not proof: the check may have moved into the handler or in front of the application.`,
    failure: `Someone without credentials reaches \`${facts[0]?.subject}\`.`,
    evidence: [
      ...cite(...facts.slice(0, 2)).filter(({ type }) => type === 'code'),
      ...evidenceOf(facts.slice(0, 2)),
    ],
    figures: [facts.length],
    recommendation: 'Put the guard back, or show where the check is now.',
    effort: 'S',
    assumptions: ['the check was not moved to where code does not see it'],
  };
}

/** The declarations as they were, then the facts. */
function evidenceOf(facts: readonly RouteChange[]): Evidence[] {
  const shown = facts.slice(0, MOST_CITED);
  const lines = shown.flatMap(({ data: { base } }): Evidence[] => {
    const cited = base === null ? null : citeText(base.path, base.line, base.line, base.quote);
    return cited === null ? [] : [{ ...cited, side: 'base' }];
  });
  return [...lines, ...cite(...shown).filter(({ type }) => type === 'fact')];
}

const LONGEST_TITLE = 100;

function titled(
  one: string,
  many: string,
  facts: readonly RouteChange[],
  nameOf: (fact: RouteChange) => string = ({ subject }) => subject ?? '',
): string {
  const [first] = facts;
  if (first === undefined) return one;
  const more = facts.length === 1 ? '' : ` and ${facts.length - 1} more`;
  const room = LONGEST_TITLE - many.length - more.length - 2;
  return `${facts.length === 1 ? one : many}: ${nameOf(first).slice(0, room)}${more}`;
}

/** Impact: names that documents still have, at most P3. */
export const docsDrift: Rule = {
  id: 'docs-drift',
  kinds: ['docs-drift'],
  lenses: ['scribe', ...LENSES],
  on: 'change',
  most: 1,
  apply(view) {
    const facts = view.all('docs-drift');
    const [first] = facts;
    if (first === undefined) return [];
    const names = [...new Set(facts.map(({ subject }) => `\`${subject}\``))];
    const paths = [...new Set(facts.map(({ path }) => path ?? ''))];
    const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
    return [
      {
        title: `Documented but removed: ${names[0]}${more} (${shortPath(paths[0] ?? '', 30)})`.slice(
          0,
          LONGEST_TITLE,
        ),
        kind: 'docs',
        ...(facts.length === 1 ? {} : { per: 'run' }),
        impact: onScale(facts.length, [1, 30], [30, BELOW_MEDIUM]),
        confidence: 75,
        claim: `${list(paths, 3)} still ${paths.length === 1 ? 'describes' : 'describe'} ${list(names, MOST_NAMED)}, which the change removes.`,
        failure: 'Someone who follows the document uses what is not there.',
        evidence: cite(...facts.slice(0, MOST_CITED)),
        figures: [facts.length, names.length - 1],
        recommendation: `Correct ${count(facts.length, 'place')} in the documents, or say since when it is gone.`,
        effort: 'S',
      },
    ];
  },
};
