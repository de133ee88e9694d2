/** What the form for a new run is given, on its page and in its dialog. */
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type { FlowDocument, ProjectList, RunOptionDocument } from '../../../../runner/core/listings.ts';
import type { LinkTo } from './flow-choice.ts';
import type { Values } from './launch.ts';

/** What can be chosen. */
export interface Offered {
  readonly flows: readonly FlowDocument[];
  readonly projects: ProjectList['projects'];
  readonly options: readonly RunOptionDocument[];
  /** the run that is run again */
  readonly earlier: RunDocument | null;
}

export interface LauncherProps {
  /** the id of the run that is run again; null for a new one */
  readonly from: string | null;
  /** the name of the chosen flow; null: that of the earlier run, or the first one */
  readonly flow: string | null;
  readonly linkTo: LinkTo;
  /** what a person has chosen and typed; the rest is as usual, or as in the earlier run */
  readonly typed: Values;
  change(name: string, value: string): void;
  /** called with the run's id */
  started(run_id: string): void;
  /** closes the dialog that it is in; absent on its page */
  readonly close?: () => void;
}
