/** What typed text may mean, and what can be typed in a place. */
import type { CommandSyntax, VerbArguments, VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import type { GivenOptions } from '../../runner/core/run-request.ts';
import type { FlowForm } from './flow-names.ts';

/** A command that a button gives. */
export type OfferedCommand =
  | { readonly kind: 'start'; readonly given: GivenOptions }
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments };

export interface Offer {
  readonly label: string;
  readonly command: OfferedCommand;
}

export type Command =
  | { readonly kind: 'launcher' }
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments }
  /** `given` is what the options were parsed from */
  | { readonly kind: 'start'; readonly options: RunOptions; readonly given: GivenOptions }
  /** the message says what was wrong and what to do */
  | { readonly kind: 'wrong'; readonly message: string }
  /** nothing is started: the message says why, and asks which of these is meant. `isNear`: it is nearly a command */
  | {
      readonly kind: 'offer';
      readonly message: string;
      readonly offers: readonly Offer[];
      readonly isNear?: true;
    };

/** What commands can be given in a place. */
export interface Grammar {
  readonly flows: readonly FlowForm[];
  readonly verbs: readonly VerbForm[];
  readonly syntax: CommandSyntax;
  /** the run that a command is for where it names none, as in the thread of a run */
  readonly run?: string;
  /** Returns the flow that a text starts there if it names none. */
  usual(text: string): string;
}
