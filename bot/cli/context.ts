/**
 * What a command is given: the configuration, a terminal, and the means to reach the runner. Commands see nothing
 * else of the outside world, so a test hands them its own. `bot/main.ts` implements `Wiring` with the real thing.
 */
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { RunnerService } from '../../runner/core/service.ts';
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
  /** whether a person reads stdout, or stderr, on a screen */
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** the screen's size in cells, as it is now */
  size(): { readonly columns: number; readonly rows: number };
  now(): Date;
  readonly signals: SignalSource;
  /** calls back when the process ends in whatever way; answers how to take that back */
  onExit(restore: () => void): () => void;
  /** leaves at once, waiting for nothing */
  exit(code: number): void;
  /** who is at the terminal, as in `cli:ana` */
  readonly user: string;
}

/** The runner, opened for one command. */
export interface Opened {
  readonly service: RunnerService;
  /** stops the worker, if there is one, and leaves the database */
  close(): Promise<void>;
}

export const SERVICE_ROLES = ['all', 'bot', 'worker'] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];

/** The service, up and running. */
export interface RunningService {
  /** where HTTP is served, e.g. `http://127.0.0.1:3000`; null for a worker */
  readonly address: string | null;
  /** what else a person should know, a line each: platforms that are off, for instance */
  readonly notes: readonly string[];
  /** rejects when the service can't go on */
  readonly failed: Promise<never>;
  /** hands back what is under way, then ends */
  stop(): Promise<void>;
}

export interface CheckOutcome {
  readonly ok: boolean;
  /** what was found, e.g. `git 2.43.0` */
  readonly detail: string;
  /** what to do about it; null when all is well */
  readonly remedy: string | null;
}

/** One thing that a run needs. A check that throws has failed, with the error's message as its detail. */
export interface DoctorCheck {
  readonly name: string;
  readonly required: boolean;
  check(signal: AbortSignal): Promise<CheckOutcome>;
}

/** How the database is opened for a command. */
export interface OpeningOptions {
  /** whether this process also executes steps until it is closed */
  readonly worker: boolean;
  /** ends the opening, whatever it waits for */
  readonly signal?: AbortSignal;
  /** told what the opening waits for, a line at a time */
  readonly notice?: (line: string) => void;
}

export interface Wiring {
  readonly version: string;
  /** flows and personas; needs no database */
  catalogue(): Promise<Catalogue>;
  openService(config: Config, options: OpeningOptions): Promise<Opened>;
  /** `signal` ends the start while it is under way */
  startService(config: Config, role: ServiceRole, signal: AbortSignal): Promise<RunningService>;
  /** `live`: whether a model may be called, to see that it answers */
  doctorChecks(config: Config, options: { readonly live: boolean }): Promise<readonly DoctorCheck[]>;
}

export interface Context {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly wiring: Wiring;
}
