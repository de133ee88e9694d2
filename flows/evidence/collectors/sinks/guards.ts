/** Whether something before a sink may stop a bad value: a condition that compares it, a check that is called with it. */
import type { SgNode } from '@ast-grep/napi';
import type { SinkKind } from '../../../contracts/sinks.ts';
import type { Part, ValueContext } from './pieces.ts';

interface Guarded {
  readonly part: Part;
  readonly what: SinkKind;
  readonly sink: SgNode;
  readonly context: ValueContext;
}

/** What keeps a path within a folder, whatever it is called. */
const CONFINED =
  /startsWith|startswith|start_with|HasPrefix|commonpath|is_relative_to|relative_to|realpath|relative\(|basename|filepath\.Base|secure_filename|safe_join|isInside|[wW]ithin|IsLocal|[tT]raversal|(?:includes|[cC]ontains|indexOf|strpos|strstr|search|test)\W{1,3}['"]?\.\.|['"]\.\.\/?['"]\s+(?:not\s+)?in\b|(?:valid|safe|allowed|restrict)\w*\(/;
const CHECKED =
  /(?:\b|_|\w)(?:[tT]est|[mM]atch\w*|[iI]ncludes?|has|[cC]ontains|in_array|indexOf|preg_match|[vV]alid\w*|[cC]heck\w*|[aA]ssert\w*|[eE]nsure\w*|[vV]erify\w*|[aA]llow\w*|\bis[A-Z]\w*|\bis_(?!null|string)\w+|[sS]anit\w*|[eE]xists|[fF]ind\w*|[pP]arse\w*|[aA]uthoriz\w*|start\w*[wW]ith|HasPrefix|array_key_exists)\??\s*\(/;

export function isGuarded({ part, what, sink, context }: Guarded): boolean {
  const { text } = context;
  const [fn] = context.definitions.around(sink);
  const start = sink.range().start.index;
  const from = fn?.range().start.index ?? 0;
  const before = text.slice(from, start);
  if (what === 'path') {
    const whole = fn === undefined ? text : text.slice(from, fn.range().end.index);
    if (CONFINED.test(whole)) return true;
  }
  const names = [part.name, part.input].filter((name): name is string => name !== null && name.length < 200);
  return names.some((name) => before.split('\n').some((line) => checks(line, name)));
}

/** A condition that does more than ask whether there is a value. */
function checks(line: string, name: string): boolean {
  const at = line.search(new RegExp(`(?<![\\w$.])${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w$])`));
  if (at === -1) return false;
  if (/^\s*(?:const|let|var|[\w$]+\s*:?=)\s/.test(line) && !/\b(?:if|unless|assert)\b/.test(line))
    return false;
  const after = line.slice(at + name.length);
  const isCondition =
    /\b(?:if|elsif|elif|unless|switch|match|case|while|assert\w*|require|guard|when)\b/.test(
      line.slice(0, at),
    );
  if (isCondition) {
    if (CHECKED.test(line) || /\bin\b/.test(line)) return true;
    return /^\s*(?:===?|!==?|=~|!~|\bin\b)\s*(?!null|undefined|nil|None|''|""|False|false)/.test(after);
  }
  return /(?:validate|check|assert|ensure|verify|allow|authoriz|sanit)\w*\s*\([^()]*$/i.test(
    line.slice(0, at),
  );
}
