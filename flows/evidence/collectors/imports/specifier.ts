/** What a file asks to import, and what that means. */

export interface Specifier {
  /** ends in `*` where only the beginning is known; `*` alone may be any file */
  readonly name: string;
  /** false for imports that are erased (types) or that run later (inside a function) */
  readonly atLoad: boolean;
  /** what the importer gets is handed on to its own importers */
  readonly reexports?: true;
  /** the module is held as one object, so that a name of it may be used without being written anywhere */
  readonly whole?: true;
  /** Python's `from a import b`: the names, each of which may be a module of its own */
  readonly members?: readonly string[];
  /** a string that may be a module's name: no import for certain */
  readonly guess?: true;
}

/** What an import means. */
export interface Resolution {
  /** the files that it names; more than one where a package is a folder */
  readonly to: readonly string[];
  /** files that it may name, where that is not written or not found */
  readonly maybe: readonly string[];
}
