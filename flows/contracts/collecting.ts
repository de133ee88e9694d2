/**
 * What collectors find, and the port by which the `evidence` step has them run. `bot/collectors` implements it with
 * child processes, since a parser may hang or crash on a repository.
 */
import type { Given } from '../../runner/core/flow-input.ts';
import type { Pin, Repository } from '../../runner/core/ports/repository.ts';
import type { RunInfo } from '../../runner/core/run.ts';
import type { FactKind, FactOf, Scope, Totals } from './evidence-pack.ts';
import type { FunctionMeasure } from './measures.ts';

/** What a collector reads. */
export interface CollectorSource {
  readonly repository: Repository;
  readonly scope: Scope;
  /** what the person asks the run to look at */
  readonly focus?: string;
  /** what else the run was given, by name */
  readonly given?: Given;
  /** the functions whose changes are to be counted */
  readonly functions?: readonly FunctionPlace[];
}

/** A function at the pinned commit, by its first and last line. */
export interface FunctionPlace {
  readonly path: string;
  readonly line: number;
  readonly end: number;
}

/** A fact without its number. */
export type FactDraft = { [K in FactKind]: Omit<FactOf<K>, 'id'> }[FactKind];

/** A function, its place, and its first line. */
export interface MeasuredFunction extends FunctionMeasure {
  readonly line: number;
  readonly end: number;
  readonly quote: string;
}

/** How often a function itself changed; `line` is its first one. */
export interface FunctionChanges {
  readonly line: number;
  /** commits of the window that changed its lines, and those of the last 12 months */
  readonly changes: number;
  readonly recent: number;
}

/** What one collector knows of one file; `evidence/measures.ts` joins what all of them know. */
export interface Measure {
  readonly path: string;
  readonly changes?: number;
  /** of those, in the last 12 months */
  readonly recent?: number;
  /** of all its functions together */
  readonly complexity?: number;
  /** its functions above complexity 10, the hardest to follow first, at most three */
  readonly worst?: readonly MeasuredFunction[];
  /** of the functions that were asked for */
  readonly functions?: readonly FunctionChanges[];
  readonly fan_in?: number;
  readonly imports?: readonly string[];
  /** those of its imports that it hands on to its own importers */
  readonly relays?: readonly string[];
  /** whether all that it imports is known */
  readonly traced?: boolean;
  readonly tested?: boolean;
}

export interface Note {
  readonly kind: FactKind;
  readonly reason: string;
  /** true if a complete clone would have it */
  readonly clone?: true;
  /** true if the pack keeps only the first facts of the kind */
  readonly cut?: true;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** How a collector ended. Nothing partial is used of one that crashed or took too long. */
export type CollectorOutcome =
  | {
      readonly status: 'done';
      readonly facts: readonly FactDraft[];
      readonly totals: Totals;
      readonly measures: readonly Measure[];
      readonly unavailable: readonly Note[];
      readonly tools: readonly Tool[];
    }
  | { readonly status: 'unavailable'; readonly reason: string };

export interface CollectRequest {
  readonly collector: string;
  readonly run: RunInfo;
  readonly pin: Pin;
  readonly scope: Scope;
  readonly functions?: readonly FunctionPlace[];
}

/** Runs one collector. It rejects only if the signal aborts, never for what the collector does. */
export type Collect = (request: CollectRequest, signal: AbortSignal) => Promise<CollectorOutcome>;
