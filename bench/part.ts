/** What a part of the benchmark is, and what it is given. */
import type { Server } from './surroundings/server.ts';
import type { Section } from './surroundings/table.ts';

export interface Bench {
  /** how often each thing is measured */
  readonly rounds: number;
  /** a temporary folder, removed at the end whatever happens */
  readonly folder: string;
  /** aborts on Ctrl-C */
  readonly signal: AbortSignal;
  /** PostgreSQL for the parts that measure inside this process: started when it is first wanted, shared from then on */
  server(): Promise<Server>;
  /** says how far it is, on stderr */
  says(line: string): void;
}

export interface Part {
  readonly name: string;
  /** one line for the help */
  readonly measures: string;
  run(bench: Bench): Promise<readonly Section[]>;
}
