/** Writes the parts of one report from text of agents and repositories: checked places, facts in words, safe Markdown. */
import type { ReportCitation, ReportPlace } from '../../runner/core/report-document.ts';
import { type KnownPlaces, withCheckedPlaces } from '../checks/places.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { type CodeHost, linkOf } from '../permalink.ts';
import { citationLine, type LinkOf, locationOf, placeOf } from './citations.ts';
import { factsInWords } from './fact-words.ts';
import { knownPlaces } from './known-places.ts';
import { plainLine, prose } from './markdown.ts';
import type { ReportModel } from './report-model.ts';

export interface PageOptions {
  readonly places: KnownPlaces;
  readonly facts: readonly Fact[];
  readonly codeHost: CodeHost | null;
  /** the commits of both sides */
  readonly shas: { readonly head: string; readonly base: string | null };
}

export function pageOf(model: ReportModel): Page {
  const { codeHost, shas, pack } = model;
  return new Page({ places: knownPlaces(model), facts: pack?.facts ?? [], codeHost, shas });
}

type Place = Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'>;

export class Page {
  readonly #places: KnownPlaces;
  readonly #facts: ReadonlyMap<string, Fact>;
  readonly #linkOf: LinkOf;

  constructor({ places, facts, codeHost, shas }: PageOptions) {
    this.#places = places;
    this.#facts = new Map(facts.map((fact) => [fact.id, fact]));
    this.#linkOf = ({ path, start, end, side }) => linkOf(codeHost, { path, sha: shas[side], start, end });
  }

  get facts(): ReadonlyMap<string, Fact> {
    return this.#facts;
  }

  /** An agent's text as plain text in one line, in which only cited lines are named and facts are in words. */
  plain(text: string): string {
    return plainLine(withCheckedPlaces(factsInWords(text, this.#facts), this.#places));
  }

  /** The same as Markdown. */
  said(text: string): string {
    return prose(this.plain(text));
  }

  /** Its permalink; null where the project's code host is not known. */
  link(at: Place): string | null {
    return this.#linkOf(at);
  }

  citation(evidence: CheckedEvidence): ReportCitation {
    return { place: this.#placeOf(evidence), lines: [], text: citationLine(evidence, this.#linkOf) };
  }

  /** The same with the cited lines, if there are any; its place names the lines that are shown. */
  citationWithLines(evidence: CheckedEvidence): ReportCitation {
    const { start, lines = [] } = evidence;
    if (start === null || lines.length === 0) return this.citation(evidence);
    const shown = { ...evidence, end: start + lines.length - 1 };
    return { ...this.citation(evidence), place: this.#placeOf(shown), lines: [...lines] };
  }

  /** All citations of a claim; the text of a fact at a line that is quoted already does not quote it again. */
  citations(evidence: readonly CheckedEvidence[], all = evidence): ReportCitation[] {
    const quoted = new Set(
      all.filter(({ type }) => type === 'code').map(({ path, start }) => `${path}:${start}`),
    );
    return evidence.map((citation) => {
      const isRepeated = citation.type === 'fact' && quoted.has(`${citation.path}:${citation.start}`);
      const cited = this.citation(citation);
      return isRepeated ? { ...cited, text: this.citation({ ...citation, path: null }).text } : cited;
    });
  }

  /** A place as a citation names it. */
  place(at: Place): string {
    return placeOf(at, this.#linkOf(at));
  }

  /** `hydration.js:96` for a table's cell: short, not quoted, linked where the code host is known. */
  location(at: Omit<Place, 'end'> | null): string {
    return at === null ? locationOf(null) : locationOf(at, this.#linkOf({ ...at, end: at.start }));
  }

  /** The same for a fact, which is about the head. */
  at({ path, line }: Pick<Fact, 'path' | 'line'>): string {
    return this.location({ path, start: line, side: 'head' });
  }

  #placeOf({ path, start, end, side }: CheckedEvidence): ReportPlace | null {
    return path === null ? null : { path, start, end, side, url: this.#linkOf({ path, start, end, side }) };
  }
}
