/** Writes the parts of one report from text of agents and repositories: checked places, facts in words, safe Markdown. */
import { type KnownPlaces, withCheckedPlaces } from '../checks/places.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { place, shortPath } from '../wording.ts';
import { citationBlock, citationLine, type LinkOf, placeOf } from './citations.ts';
import { factsInWords } from './fact-words.ts';
import { cell, plainLine, prose } from './markdown.ts';
import type { Permalink } from './permalink.ts';

export interface PageOptions {
  readonly places: KnownPlaces;
  readonly facts: readonly Fact[];
  /** null where the project's code host is not known */
  readonly permalink: Permalink | null;
  /** the commits of both sides */
  readonly shas: { readonly head: string; readonly base: string | null };
}

const LONGEST_LOCATION = 40;

export class Page {
  readonly #places: KnownPlaces;
  readonly #facts: ReadonlyMap<string, Fact>;
  readonly #linkOf: LinkOf;

  constructor({ places, facts, permalink, shas }: PageOptions) {
    this.#places = places;
    this.#facts = new Map(facts.map((fact) => [fact.id, fact]));
    this.#linkOf = ({ path, start, end, side }) => {
      const sha = shas[side];
      // A path that starts with a quote is in the form in which git prints odd names.
      if (permalink === null || path === null || path.startsWith('"') || sha === null) return null;
      return permalink({ path, sha, start, end });
    };
  }

  /** An agent's text as plain text in one line, in which only cited lines are named and facts are in words. */
  plain(text: string): string {
    return plainLine(withCheckedPlaces(factsInWords(text, this.#facts), this.#places));
  }

  /** The same as Markdown. */
  said(text: string): string {
    return prose(this.plain(text));
  }

  /** `[F1, F2]`. */
  refs(...ids: readonly string[]): string {
    return `[${ids.join(', ')}]`;
  }

  citation(evidence: CheckedEvidence): string {
    return citationLine(evidence, this.#linkOf);
  }

  /** The cited lines in a fence below their place; null for evidence that is no code. */
  block(evidence: CheckedEvidence): string | null {
    return citationBlock(evidence, this.#linkOf);
  }

  /** A place as a citation names it. */
  place(at: Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'>): string {
    return placeOf(at, this.#linkOf);
  }

  /** `hydration.js:96` for a table's cell: short, not quoted, linked where the code host is known. */
  location(at: Pick<CheckedEvidence, 'path' | 'start' | 'side'> | null): string {
    if (at === null || at.path === null) return '–';
    const text = cell(place({ path: shortPath(at.path, LONGEST_LOCATION), line: at.start }));
    const link = this.#linkOf({ ...at, end: at.start });
    return link === null ? text : `[${text}](${link})`;
  }

  /** All citations of a claim, each as one line; a fact at a line that is quoted already does not quote it again. */
  citations(evidence: readonly CheckedEvidence[]): string[] {
    const quoted = new Set(
      evidence.filter(({ type }) => type === 'code').map(({ path, start }) => `${path}:${start}`),
    );
    return evidence.map((citation) =>
      this.citation(
        citation.type === 'fact' && quoted.has(`${citation.path}:${citation.start}`)
          ? { ...citation, path: null }
          : citation,
      ),
    );
  }
}
