/** Writes the parts of one report, and notes the facts that they cite for the appendix. */
import { type KnownPlaces, withCheckedPlaces } from '../checks/places.ts';
import { refsIn } from '../checks/synthesis-lint.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { citationLine, factLine } from './citations.ts';
import { prose } from './markdown.ts';

export class Page {
  readonly #places: KnownPlaces;
  readonly #cited = new Set<string>();

  constructor(places: KnownPlaces) {
    this.#places = places;
  }

  /** The ids cited so far: those of facts, and any others that agents mention. */
  cited(): ReadonlySet<string> {
    return new Set(this.#cited);
  }

  /** An agent's text as one line of Markdown, in which only cited lines are named. */
  said(text: string): string {
    for (const ref of refsIn(text.replace(/`+[^`]*`+/g, ' '))) this.#cited.add(ref);
    return prose(withCheckedPlaces(text, this.#places));
  }

  /** `[F1, K12]`. */
  refs(...ids: readonly string[]): string {
    for (const id of ids) this.#cited.add(id);
    return `[${ids.join(', ')}]`;
  }

  fact(fact: Fact): string {
    this.#cited.add(fact.id);
    return factLine(fact);
  }

  citation(evidence: CheckedEvidence): string {
    if (evidence.type === 'fact' && evidence.ref !== null) this.#cited.add(evidence.ref);
    return citationLine(evidence);
  }

  /** All citations of a claim; a fact at a line that is quoted already does not quote it again. */
  citations(evidence: readonly CheckedEvidence[]): string[] {
    const quoted = new Set(
      evidence.filter(({ type }) => type === 'code').map(({ path, start }) => `${path}:${start}`),
    );
    return evidence.map((citation) =>
      this.citation(
        citation.type === 'fact' && quoted.has(`${citation.path}:${citation.start}`)
          ? { ...citation, quote: null }
          : citation,
      ),
    );
  }
}
