/** What a row of the tables of sinks says, and the texts that several of them look for. */
import type { SinkKind } from '../../../contracts/sinks.ts';

export interface SinkRow {
  readonly what: SinkKind;
  /** what is called, without white space; `new` of a constructor included */
  readonly callee: RegExp;
  /** which argument matters, from 0; `statement`: the first with a text that matches; `shell`: what follows `-c`; `receiver`: what the method is called on. Default: 0 */
  readonly argument?: number | 'all' | 'last' | 'shell' | 'statement' | 'receiver';
  /** what the text of all arguments must match, or must not */
  readonly when?: RegExp;
  readonly unless?: RegExp;
  /** how many arguments there may be */
  readonly most?: number;
  /** the argument only matters if it is of this form or origin; default: if it is no literal */
  readonly only?: 'built' | 'request';
  /** what the literal parts of the argument must match */
  readonly text?: RegExp;
  /** the argument must begin with text of a request */
  readonly leading?: true;
}

/** Statements; a sentence that only has one of the words is not one. */
export const SQL =
  /\b(?:select\b[\s\S]*\bfrom\b|insert\s+(?:or\s+\w+\s+)?into\b|update\s+\S+\s+set\b|delete\s+from\b|replace\s+into\b|(?:create|drop|alter|truncate)\s+(?:table|database|schema|index|view|user|role)\b|where\s+\S+\s*(?:=|like|in\b|<|>))/i;
export const HTML = /<[a-z!/][^\n]*/i;
export const SHELL_C =
  /["'](?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|dash|cmd|cmd\.exe|powershell|pwsh)["'][\s\S]*?["'](?:-\w*c|\/c|-Command)["']/i;
