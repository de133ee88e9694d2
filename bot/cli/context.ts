/**
 * What a command may use: the configuration, a terminal, and access to the runner. Commands see nothing else of the
 * outside world, so tests pass in their own. `bot/app` implements `Wiring`.
 */
import type { Problem } from '../../flows/own/problem.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Check } from '../../runner/core/ports/checks.ts';
import type { Ledger } from '../../runner/core/ports/ledger.ts';
import type { FormatReport } from '../../runner/core/ports/report-formats.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import type { ChooseBackend } from '../commands/applied.ts';
import type { Config } from '../config/config.ts';

export interface Output {
  write(text: string): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** `process` is one. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** whether stdout, or stderr, is a terminal */
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** the screen's size in cells, as it is now */
  size(): { readonly columns: number; readonly rows: number };
  now(): Date;
  readonly signals: SignalSource;
  /** calls back when the process exits for any reason; returns an unsubscribe function */
  onExit(restore: () => void): () => void;
  /** exits immediately */
  exit(code: number): void;
  /** the user at the terminal, as in `cli:ana` */
  readonly user: string;
  /** what is piped in, or typed until the end of input */
  readonly stdin: AsyncIterable<Uint8Array>;
}

/** The runner, opened for one command. */
export interface Opened {
  readonly service: RunnerService;
  readonly ledger: Ledger;
  readonly schedules: Schedules;
  /** stops the worker, if any, and closes the database */
  close(): Promise<void>;
}

export const SERVICE_ROLES = ['all', 'bot', 'worker'] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];

export interface ServiceOptions {
  readonly role: ServiceRole;
  /** whether a worker answers probes over HTTP; the other roles always do */
  readonly probes: boolean;
}

/** The running service. */
export interface RunningService {
  /** where HTTP is served, e.g. `http://127.0.0.1:3000`; null for a worker */
  readonly address: string | null;
  /** further notes, one per line, for example platforms that are off */
  readonly notes: readonly string[];
  /** releases the steps in progress, then stops */
  stop(): Promise<void>;
}

/** How the database is opened for a command. */
export interface OpeningOptions {
  /** whether this process also executes steps until it is closed */
  readonly worker: boolean;
  /** aborts the opening at any point */
  readonly signal?: AbortSignal;
  /** called with what the opening waits for, one line at a time */
  readonly notice?: (line: string) => void;
}

/** Flows and personas, those of the operator included. */
export interface Contents {
  readonly catalogue: Catalogue;
  /** of own files, which are left out */
  readonly problems: readonly Problem[];
}

/** What a check of own files found. */
export interface FlowsCheck {
  /** how many files of each kind were read */
  readonly flows: number;
  readonly personas: number;
  readonly problems: readonly Problem[];
}

/** What `baton migrate` did. */
export interface Migration {
  /** of schema.sql */
  readonly version: number | null;
  /** false if the tables were up to date already */
  readonly changed: boolean;
}

export interface Wiring {
  readonly version: string;
  /** needs no database; without a configuration, Baton's own only */
  catalogue(config: Config | null): Promise<Contents>;
  /** `paths`: files and folders from the caller's directory; none: what is configured */
  checkFlows(config: Config, paths: readonly string[]): Promise<FlowsCheck>;
  openService(config: Config, options: OpeningOptions): Promise<Opened>;
  /** brings the database's tables up to date */
  migrate(config: Config, options: Omit<OpeningOptions, 'worker'>): Promise<Migration>;
  /** what chooses a run's back end; needs no database */
  chooseBackend(config: Config): Promise<ChooseBackend>;
  /** what writes a run's report in a format */
  formatReport(): Promise<FormatReport>;
  /** `signal` aborts the start */
  startService(config: Config, options: ServiceOptions, signal: AbortSignal): Promise<RunningService>;
  /** opens an address in the browser of whoever sits at this machine; rejects if there is none */
  openInBrowser(address: string): Promise<void>;
  /** `live`: whether models may be called to verify that they answer */
  doctorChecks(config: Config, options: { readonly live: boolean }): Promise<readonly Check[]>;
}

export interface Context {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly wiring: Wiring;
}
