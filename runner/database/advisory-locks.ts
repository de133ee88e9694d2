/** Keys of the advisory locks of this folder. PostgreSQL keeps them per database. */

/**
 * Held shared by every process that uses an embedded server; the process that can hold it exclusively is the last one.
 */
export const PRESENCE_LOCK = 7_031_001;

/** Held while the tables are created or changed. */
export const MIGRATION_LOCK = 7_031_002;
