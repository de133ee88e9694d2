/**
 * What a changed declaration means to those who use it: nothing, or what they must change. Text alone, so of types only
 * the spelling is known; where a type takes more than before, every old use fits. Pure.
 */
import { list } from '../../../wording.ts';
import { type Declaration, declarationOf, type Parameter } from './declaration-parts.ts';
import { parametersBreak } from './parameters.ts';
import { membersOf, OVERLOAD, typeAliasOf } from './type-members.ts';
import { isBuiltIn, isSame, plain, variants } from './type-text.ts';

export { OVERLOAD };

/** Signatures are cut here. One that was cut is not compared. */
export const LONGEST_SIGNATURE = 8_000;
/** Of members that came or went. */
const MOST_NAMED = 3;

/** What an old use no longer finds, in a few words, such as `new required parameter b: number`; null if nothing. */
export function breakOf(before: string, after: string, language: string | null): string | null {
  if (language === 'Go' && /interface ?\{\}/.test(`${before}${after}`)) {
    const [old, now] = [before, after].map((text) => text.replace(/interface ?\{\}/g, 'any'));
    return breakOf(old ?? '', now ?? '', language);
  }
  if (plain(before) === plain(after) || isPart(before) || isPart(after)) return null;
  const [was, is] = [before.split(OVERLOAD), after.split(OVERLOAD)];
  if (was.length > 1 || is.length > 1) return overloadBreak(was, is, language);
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old !== null && now !== null) return memberBreak(old, now, language);
  if (CLASS.test(before) && CLASS.test(after)) return classBreak(before, after);
  // Of a class that is not parsed only the line of its name is known.
  if (language === 'Kotlin' && !/\bfun\b/.test(before)) return null;
  const [aliased, alias] = [typeAliasOf(before), typeAliasOf(after)];
  if (aliased !== null && alias !== null) {
    // Types that are computed can't be compared by their text.
    const isPlain = [...aliased, ...alias].every((one) => /^[\w$.<>,"'[\]-]+$/.test(one));
    const gone = aliased.filter((one) => !alias.includes(one));
    return gone.length === 0 || !isPlain ? null : `no longer takes ${gone.join(', ')}`;
  }
  const [from, to] = [declarationOf(before, language), declarationOf(after, language)];
  return from === null || to === null ? valueBreak(before, after) : callBreak(from, to, language);
}

/** Cut at its length, or read by its first line alone. */
function isPart(signature: string): boolean {
  const count = (mark: string): number => signature.split(mark).length;
  return signature.length >= LONGEST_SIGNATURE || count('(') !== count(')');
}

function overloadBreak(
  was: readonly string[],
  is: readonly string[],
  language: string | null,
): string | null {
  const gone = was.filter((one) => is.every((other) => breakOf(one, other, language) !== null));
  const [first] = gone;
  if (first === undefined) return null;
  const [instead, ...more] = is.filter((one) => !was.includes(one));
  if (gone.length === 1 && instead !== undefined && more.length === 0)
    return breakOf(first, instead, language);
  return `no longer declared: ${first}`;
}

/** By their names, types that users build or implement; of others they only receive the values. */
const PROVIDED =
  /(?:Options?|Config(?:uration)?|Settings|Props|Param(?:eter)?s|Arg(?:ument)?s|Input|Init|Adapter|Plugin|Driver|Provider|Handler|Stor(?:e|age)|Backend|Strategy|Middleware|Transport|Resolver|Factory|Listener|Visitor|Codec|Serializer|Validator|Logger|Metrics)(?:$|[^a-z])/;

/** Members by name: lost ones, changed ones, and new ones that others must provide too. */
function memberBreak(
  old: NonNullable<ReturnType<typeof membersOf>>,
  now: NonNullable<ReturnType<typeof membersOf>>,
  language: string | null,
): string | null {
  const after = new Map(now.members.map((one) => [one.name, one]));
  // What a new base brings is not known.
  const mayInherit = gainedBases(old.head, now.head).length > 0;
  const lost = mayInherit ? [] : old.members.filter(({ name }) => !after.has(name));
  if (lost.length > 0)
    return `lost ${list(
      lost.map(({ name }) => name),
      MOST_NAMED,
    )}`;
  for (const { name, text } of old.members) {
    const other = after.get(name);
    if (other === undefined) continue;
    const how = plain(text) === plain(other.text) ? null : memberChange(text, other.text, language);
    if (how !== null) return `${name}: ${how}`;
  }
  const known = new Set(old.members.map(({ name }) => name));
  const isFelt = language !== 'TypeScript' || PROVIDED.test(now.head);
  const grown =
    now.grows && isFelt ? now.members.filter(({ name, optional }) => !known.has(name) && !optional) : [];
  if (grown.length === 1) return `grew by ${grown[0]?.text}`;
  if (grown.length > 1)
    return `grew by ${list(
      grown.map(({ name }) => name),
      MOST_NAMED,
    )}`;
  return lostBases(old.head, now.head).length === 0 ? null : `is ${now.head}`;
}

function memberChange(before: string, after: string, language: string | null): string | null {
  if (`${before}${after}`.includes(OVERLOAD)) {
    return overloadBreak(before.split(OVERLOAD), after.split(OVERLOAD), language);
  }
  const [from, to] = [declarationOf(before, language), declarationOf(after, language)];
  if (from !== null && to !== null) return callBreak(from, to, language);
  // A constant may have any value, and is public where nothing else is said.
  const [was, is] = [before, after].map((text) => text.replace(CONSTANT, '$1').trim());
  if (CONSTANT.test(before)) return was === is ? null : valueBreak(before, after);
  const types = [before, after].map((text) => memberType(text, language));
  return types.every((type) => type !== null) && widens(types[0] ?? '', types[1] ?? '')
    ? null
    : valueBreak(before, after);
}

/** Of languages that write it beside the name, without a mark between. */
function memberType(text: string, language: string | null): string | null {
  if (language === 'Go') return text.replace(/^\w+\s+/, '');
  return language === 'C' || language === 'Java'
    ? text.replace(/\b\w+(?:\s*\[[^\]]*\])?\s*$/, '').trim()
    : null;
}

const CONSTANT = /^\s*(?:(?:public|final|static|readonly)\s+)*const\s+(\w+)(?:\s*=[\s\S]*)?$/;

/** The head of a type whose members are symbols of their own. */
const CLASS = /^(?:[\w@]+ )*(?:class|interface|trait|module|enum) [^{]*$/;

function classBreak(before: string, after: string): string | null {
  const words = (text: string): string[] => text.split(/\s+/);
  const gained = words(after).filter((word) => BINDING.has(word) && !words(before).includes(word));
  if (gained.length > 0) return `is ${gained.join(' ')} now`;
  const lost = lostBases(before, after);
  return lost.length === 0 ? null : `no longer built on ${lost.join(', ')}`;
}

/** None where a new one came: it may be built on the old one itself. */
function lostBases(before: string, after: string): string[] {
  const is = basesOf(after);
  return gainedBases(before, after).length > 0 ? [] : basesOf(before).filter((base) => !is.includes(base));
}

export function gainedBases(before: string, after: string): string[] {
  const was = basesOf(before);
  return basesOf(after).filter((base) => !was.includes(base));
}

/** What a type is built on, without its own name: `extends Base`, `< Base`, `(Base)`. */
export function basesOf(head: string): string[] {
  const bases = /(?:\bextends\b|\bimplements\b|\s<\s|\w\()(.*?)\)?$/.exec(head)?.[1] ?? '';
  return bases.split(/[\s,]+|\bimplements\b/).filter((one) => one !== '');
}

function valueBreak(before: string, after: string): string | null {
  const [was, is] = [typeOf(before), typeOf(after)];
  if (was === null || (was !== before && widens(was, is ?? ''))) return null;
  return `was ${before}, is ${after}`;
}

/** The declared type of `name: type`; null for what declares none. */
function typeOf(text: string): string | null {
  const type = /^[^:=(]*:(?!:)\s*(.+)$/.exec(text)?.[1];
  return type ?? (/^\w+$/.test(text.trim()) || /^[\w$]+\s*(?:=|$)/.test(text) ? null : text);
}

function callBreak(from: Declaration, to: Declaration, language: string | null): string | null {
  const parameters = parametersBreak(from.parameters, to.parameters, language, fits);
  if (parameters !== null) return parameters;
  const lost = from.modifiers.filter((one) => !to.modifiers.includes(one) && !FREE.has(one));
  const gained = to.modifiers.filter((one) => !from.modifiers.includes(one) && BINDING.has(one));
  if (from.isAsync !== to.isAsync && isKnownSync(from.isAsync ? to : from, language)) {
    return to.isAsync ? 'is async now' : 'is no longer async';
  }
  if (lost.length + gained.length > 0) {
    return lost.length > 0 ? `is no longer ${lost.join(' ')}` : `is ${gained.join(' ')} now`;
  }
  return resultBreak(from.result, to.result, language);
}

/** Without a declared result, what is not `async` may return a promise as well. */
function isKnownSync({ result }: Declaration, language: string | null): boolean {
  return language === 'Python' || (result !== '' && !/^Promise\b/.test(result));
}

/** Modifiers that a caller may lose, and those that take something from a caller. */
const FREE = new Set([
  'final',
  'abstract',
  'inline',
  'synchronized',
  'override',
  'readonly',
  'sealed',
  'unsafe',
]);
const BINDING = new Set(['abstract', 'final', 'unsafe', 'private', 'protected']);

function fits(old: Parameter, now: Parameter): boolean {
  if (old.keys !== null && now.keys !== null) {
    const kept = now.keys;
    return old.keys.every((key) => kept.includes(key));
  }
  return old.rest === now.rest && widens(old.type, now.type);
}

/** Whether all that the type took is taken still, as far as spelling tells. No type takes anything. */
function widens(was: string, is: string): boolean {
  if (isObject(was) && isObject(is)) {
    return breakOf(`interface T ${was}`, `interface T ${is}`, 'TypeScript') === null;
  }
  // What a name stands for is not known here.
  if (isObject(was) !== isObject(is) && (NAME.test(was) || NAME.test(is))) return true;
  const [old, now] = [variants(was), variants(is)];
  // `impl AsRef<Path>` takes more than one type.
  if (is === '' || was === '' || /^impl\b/.test(is)) return true;
  if (now.some((one) => ANY.has(one))) return true;
  const [gone, fresh] = [without(old, now), without(now, old)];
  // Whether one named type takes what another one did can't be told by their names.
  return gone.length === 0 || (!gone.some(isBuiltIn) && fresh.some((one) => !isBuiltIn(one)));
}

const without = (types: readonly string[], others: readonly string[]): string[] =>
  types.filter((one) => !others.some((other) => isSame(one, other)));

const NAME = /^[\w$.]+$/;
const isObject = (type: string): boolean => /^\{[\s\S]*\}$/.test(type.trim());

const ANY = new Set(['any', 'unknown', 'mixed', 'Object', 'interface{}']);

/** The type that declares the method, whatever it is called. */
const OWN = /^\??(?:self|static|Self|this)$/;

/** A result that is declared at last, or says less than before: what it was is among it still. */
function resultBreak(was: string, is: string, language: string | null): string | null {
  if ([was, is].some((type) => OWN.test(type))) return null;
  // Another name may be that of a type which is the old one as well.
  if (!isBuiltIn(was) && !isBuiltIn(is)) return null;
  if (was === '' || is === '' || language === 'Python' || /\b(?:any|unknown)\b/.test(was)) return null;
  if (
    plain(was) === plain(is) ||
    variants(is).every((one) => variants(was).some((other) => isSame(one, other)))
  )
    return null;
  return `returns ${is} instead of ${was}`;
}
