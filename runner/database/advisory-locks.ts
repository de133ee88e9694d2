/** The keys of the advisory locks that this folder takes. PostgreSQL keeps them per database. */

/** Held shared by every process that uses an embedded server; whoever gets it exclusively is the last one. */
export const PRESENCE_LOCK = 7_031_001;

/** Held while the tables are made or changed. */
export const MIGRATION_LOCK = 7_031_002;
