/** Facts about what a project offers to others: exported symbols, routes, its version, and how a change moves them. */

/** A part of `FactData`; comments as there. */
export interface SurfaceData {
  /** path, line; subject: `GET /x` */
  routes: {
    /** `ANY` where all are served, or the file does not say */
    method: string;
    /** with its router's prefix, as far as the same file tells it */
    route: string;
    /** null for a function without a name */
    handler: string | null;
    /** what runs before it and, by its name, checks who asks */
    guards: string[];
    /** whether it tells if the service is well, by its path */
    health: boolean;
  };
  /**
   * path, line; subject: the symbol; value: as `change`. `extended`: whoever uses it may go on as before; breaks: what an
   * old use no longer finds; published: whether others than this repository can use it; base: its place before
   */
  'exports-diff': {
    change: 'added' | 'removed' | 'changed' | 'extended';
    before: string | null;
    after: string | null;
    breaks: string | null;
    published: boolean;
    base: { path: string; line: number; quote: string } | null;
    /** of its parameters, where a caller who leaves them out gets another value; absent for none */
    defaults?: { parameter: string; from: string; to: string }[];
  };
  /**
   * path, line; subject: `GET /x`; value: as `change`. `changed`: the same handler answers another method or path, or no
   * guard is left; published: a document names it or another file of the repository asks for it; base: its place before
   */
  'routes-diff': {
    change: 'added' | 'removed' | 'changed';
    method: string;
    route: string;
    /** of a changed one: what it was, such as `POST /x` */
    before: string | null;
    /** the guards that it had, where it has none any more */
    lost: string[];
    published: boolean;
    base: { path: string; line: number; quote: string } | null;
  };
  /** path: a manifest; subject: its package; value: its version, `1.2.3 → 2.0.0` if the change moves it */
  'version-diff': { ecosystem: string; from: string | null; to: string };
  /** path; value: names that others than this repository can use, declared there; the first of them */
  'public-api': { symbols: string[] };
  /** path, line; subject: an exported name without a comment of its own that no document names; value: files that name it */
  'undocumented-export': { /** of how many exported names */ of: number };
  /** path, line: a document that names what the change removes; subject: the name */
  'docs-drift': { what: 'export' | 'route'; from: string };
  /** path, line: a file outside of the change that names what it breaks; subject: the symbol or route */
  consumer: { of: string; change: 'removed' | 'changed' };
}
