/**
 * The lease port: exclusive rights among all processes on one database, such as posting to a workspace or listening to
 * a Discord shard. Implemented by `runner/store/leases.ts`.
 */

/** Held by one process at a time, and lost with that process's connection to the database. */
export interface Lease {
  /** aborts when the lease is lost */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface Leases {
  /**
   * Returns null while another process, or another part of this one, holds the lease of that name. Throws
   * `database_unreachable` while the database is down.
   */
  acquire(...name: readonly [string, ...string[]]): Promise<Lease | null>;
}
