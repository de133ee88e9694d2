/** What the names in own files are checked against. */
import { nearest } from '../../runner/core/errors.ts';
import type { Persona } from '../../runner/core/ports/catalogue.ts';

/** A persona that a flow may name; an own one may speak for the rules of built-in ones. */
export interface KnownPersona extends Persona {
  readonly rules?: readonly string[];
}

/** What the names in a flow are checked against. */
export interface KnownNames {
  readonly personas: readonly KnownPersona[];
  /** ids of personas whose file has errors */
  readonly broken: readonly string[];
  readonly builtInFlows: readonly string[];
  /** what people type after `/flow` that is no flow */
  readonly commands: readonly string[];
}

/** The rest of a message about a name that does not exist. */
export function hint(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known, 1)[0];
  return near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
}
