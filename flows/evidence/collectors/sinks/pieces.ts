/** The parts of a text as code puts it together. */
import type { SinkOrigin } from '../../../contracts/sinks.ts';
import type { Definitions } from './definitions.ts';

/** A part of a text: known, or not. */
export interface Piece {
  /** of a literal */
  readonly text: string;
  /** null for a literal */
  readonly part: Part | null;
}

export interface Part {
  readonly origin: SinkOrigin;
  /** the expression, verbatim */
  readonly input: string;
  /** the name under which the function has it, if it has one */
  readonly name: string | null;
  /** the line on which it is read */
  readonly line: number;
}

export interface ValueContext {
  readonly language: string;
  /** of the whole file */
  readonly text: string;
  readonly definitions: Definitions;
}
