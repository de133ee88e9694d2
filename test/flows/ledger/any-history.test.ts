/** What holds for any history of a repository: a model of its files, of what a rule and agents find, and of the ledger. */
import { describe, expect, test } from 'vitest';
import type { JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { KnownFinding } from '../../../runner/core/ledger.ts';
import { type Random, seeded } from '../../runner/core/seeded.ts';
import { compared, found, known } from './known.ts';

type Texts = Record<string, string>;
type Outcome = Awaited<ReturnType<typeof compared>>;

const LINES = ['alpha(one);', 'beta(two);', 'gamma(three);', 'delta(four);', 'epsilon(five);'];
const shaOf = (at: number): string => (at + 1).toString(16).padStart(40, 'd');

/** A repository whose files are edited, renamed, copied and removed; the last name of each file is known. */
class Story {
  texts: Texts = { 'a.ts': LINES.slice(0, 3).join('\n'), 'b.ts': LINES.slice(1).join('\n') };
  /** former name → present one, from each earlier commit */
  readonly names: Map<string, string>[] = [];
  #made = 0;

  step(random: Random): void {
    this.names.push(new Map(Object.keys(this.texts).map((path) => [path, path])));
    const path = random.pick(Object.keys(this.texts));
    const lines = (this.texts[path] ?? '').split('\n');
    this.#made += 1;
    const fresh = `f${this.#made}.ts`;
    switch (random.below(5)) {
      case 0:
        this.texts[path] = lines.toSpliced(random.below(lines.length), 1, random.pick(LINES)).join('\n');
        break;
      case 1:
        this.texts[path] = ['head();', ...lines].join('\n');
        break;
      case 2:
        this.#move(path, fresh);
        break;
      case 3:
        this.texts[fresh] = lines.join('\n');
        break;
      default:
        if (Object.keys(this.texts).length > 1) delete this.texts[path];
    }
  }

  #move(path: string, to: string): void {
    this.texts[to] = this.texts[path] ?? '';
    delete this.texts[path];
    for (const names of this.names) {
      for (const [former, now] of names) if (now === path) names.set(former, to);
    }
  }

  /** As git answers it at the present commit. */
  renames() {
    return Object.fromEntries(
      this.names.map((names, at) => {
        const all = [...names].filter(([former]) => this.texts[former] === undefined);
        const renamed = new Map(all.filter(([former, now]) => former !== now && now in this.texts));
        return [
          shaOf(at),
          { renamed, deleted: new Set(all.flatMap(([path]) => (renamed.has(path) ? [] : [path]))) },
        ];
      }),
    );
  }
}

/** What this run finds of all lines: agents overlook some. */
function findingsIn(texts: Texts, random: Random): JudgedClaim[] {
  const all = Object.entries(texts).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, at) => (LINES.includes(line) ? [found(path, line, at + 1)] : [])),
  );
  return random.some(all, 0.7);
}

/** Writes what a run says, as the ledger does. */
function record(rows: Map<string, KnownFinding>, { claims, ledger }: Outcome, sha: string): void {
  for (const claim of claims) {
    const { fingerprint, state } = claim.standing ?? { fingerprint: '', state: 'new' as const };
    const new_at = state === 'new' ? sha : (rows.get(fingerprint)?.new_at ?? sha);
    rows.set(fingerprint, known(claim, { fingerprint, state, new_at, found_at: sha }));
  }
  for (const { fingerprint } of ledger.fixed) {
    const row = rows.get(fingerprint);
    if (row !== undefined) rows.set(fingerprint, { ...row, state: 'fixed', fixed_at: sha });
  }
}

/** What a run at a commit is told: nothing of what was new there, or fixed before. */
const toldAt = (rows: Map<string, KnownFinding>, sha: string): KnownFinding[] =>
  [...rows.values()].filter(
    ({ new_at, fixed_at }) => new_at !== sha && (fixed_at === null || fixed_at === sha),
  );

const SEEDS = Array.from({ length: 60 }, (_, at) => at + 1);
const COMMITS = 12;

describe('any history', () => {
  test.each(SEEDS)(
    'gives findings that are one of new, known and fixed, and the same when read twice (%i)',
    async (seed) => {
      const random = seeded(seed);
      const story = new Story();
      const rows = new Map<string, KnownFinding>();
      for (let at = 0; at < COMMITS; at++) {
        const sha = shaOf(at);
        const claims = findingsIn(story.texts, random);
        const git = { ancestors: story.names.map((_, of) => shaOf(of)), renames: story.renames() };
        const run = { texts: story.texts, claims, git, sha, since: at === 0 ? null : shaOf(at - 1) };
        const told = toldAt(rows, sha);
        const outcome = await compared({ ...run, known: told });

        const shown = outcome.claims.map(({ standing }) => standing);
        const prints = shown.map((standing) => standing?.fingerprint ?? '');
        expect(new Set(prints).size).toBe(prints.length);
        const gone = outcome.ledger.fixed.map(({ fingerprint }) => fingerprint);
        expect(prints.filter((print) => gone.includes(print))).toEqual([]);
        const open = new Set(told.flatMap((row) => (row.fixed_at === null ? [row.fingerprint] : [])));
        for (const standing of shown) {
          expect(standing?.state === 'persisting').toBe(open.has(standing?.fingerprint ?? ''));
        }
        // Nothing open is lost without a word.
        const said = [
          ...prints,
          ...gone,
          ...outcome.ledger.not_reviewed.map(({ fingerprint }) => fingerprint),
        ];
        expect([...open].filter((print) => !said.includes(print))).toEqual([]);

        record(rows, outcome, sha);
        expect(await compared({ ...run, known: toldAt(rows, sha) })).toEqual(outcome);
        story.step(random);
      }
    },
  );
});
