/** Facts about sinks: places where data becomes code, a command, SQL, HTML, a path or an address, and settings that switch a protection off. */

/** The gravest first. */
export const SINK_KINDS = [
  'command',
  'code',
  'sql',
  'deserialization',
  'html',
  'path',
  'fetch',
  'redirect',
  'tls',
  'password-hash',
] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

/** Where a part of an argument comes from, as far as the function around the sink shows. */
export const SINK_ORIGINS = ['request', 'arguments', 'parameter', 'unknown'] as const;
export type SinkOrigin = (typeof SINK_ORIGINS)[number];

/** A part of `FactData`; comments as there. */
export interface SinkData {
  /**
   * path, line..end: the call or assignment; subject: what is called or set; value: the kind of sink. Arguments that are
   * literals or constants are no facts. It matches a pattern: whether it can be misused is not known.
   */
  sink: {
    what: SinkKind;
    /** a text put together from parts, a plain variable, or a setting that needs no argument */
    argument: 'built' | 'variable' | 'setting';
    /** of the part that comes from farthest outside */
    origin: SinkOrigin;
    /** that part, verbatim; null for a setting */
    input: string | null;
    /** where the part is read, if that is another line of the same function */
    from: { line: number; quote: string } | null;
    /** whether a condition or a check before the sink names the part */
    guarded: boolean;
  };
}
