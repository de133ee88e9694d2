/** What a route of any framework is, and what readers of all languages share: methods, joined paths, guards, health checks. */
import type { SgNode } from '@ast-grep/napi';

/** A route as one file declares it. */
export interface Route {
  /** in capitals; `ANY` where all are served, or the file does not say */
  readonly method: string;
  /** from the router's prefix on, as far as the same file tells it */
  readonly route: string;
  /** the line of its declaration, from 1 */
  readonly line: number;
  /** the function that answers, as the file names it; null for one without a name */
  readonly handler: string | null;
  /** what runs before it and, by its name, checks who asks; sorted */
  readonly guards: readonly string[];
}

export const ANY = 'ANY';

const METHODS = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT)$/;
const EVERY = /^(?:ALL|ANY|ROUTE|API_ROUTE|USE|HANDLE|HANDLEFUNC|\*)$/;

/** `get` → `GET`, `del` → `DELETE`, `all` → `ANY`; null for another word. */
export function methodOf(word: string): string | null {
  const upper = word.toUpperCase();
  if (METHODS.test(upper)) return upper;
  if (upper === 'DEL') return 'DELETE';
  return EVERY.test(upper) ? ANY : null;
}

/** `/api` + `users/` → `/api/users/`; an empty path is the prefix itself. */
export function joined(prefix: string, path: string): string {
  const own = path === '' ? '' : `/${path.replace(/^\/+/, '')}`;
  const all = `${prefix === '' || prefix.startsWith('/') ? prefix : `/${prefix}`}`.replace(/\/+$/, '') + own;
  return all === '' ? '/' : all;
}

const GUARD =
  /auth(?!or(?!i))|log(?:ged)?[_-]?in|jwt|token|passport|permission|\brole|admin|guard|protect|csrf|api_?key|signature|current_?user|credential|secured|session.*(?:requir|valid|check)|(?:requir|valid|check).*session/i;

/** Which of these expressions check who asks, by what they are called; of a call, what is called and its first words. */
export function guardsAmong(expressions: readonly string[]): string[] {
  const names = expressions.map((text) => text.replace(/\s+/g, ' ').trim());
  return [...new Set(names.filter((name) => name.length <= 60 && GUARD.test(name)))].sort();
}

const SERVICE_PREFIX = /^(?:api|v\d+|internal|system|management|actuator|_+|public|rest|[\w-]*service)$/i;
const ALWAYS_HEALTH =
  /^_{0,2}(?:health|healthz|health-?check|livez?|liveness|readyz?|readiness|alive|heartbeat)_{0,2}$/i;
const SOMETIMES_HEALTH = /^(?:status|ping|up|startup)$/i;

/** Whether the route tells if the service is well. `/orders/:id/status` tells of an order. */
export function isHealthRoute({ method, route }: Pick<Route, 'method' | 'route'>): boolean {
  if (!/^(?:GET|HEAD|ANY)$/.test(method)) return false;
  const segments = route.split('/').filter((segment) => segment !== '');
  const at = segments.findIndex((segment) => ALWAYS_HEALTH.test(segment));
  const is = at === -1 ? segments.findIndex((segment) => SOMETIMES_HEALTH.test(segment)) : at;
  if (is === -1) return false;
  const after = segments.slice(is + 1);
  return (
    segments.slice(0, is).every((segment) => SERVICE_PREFIX.test(segment)) &&
    after.length <= 1 &&
    after.every((segment) => ALWAYS_HEALTH.test(segment) || SOMETIMES_HEALTH.test(segment))
  );
}

/** Routes that answer the same requests have the same key, however their parameters are called. */
export function pathKey(route: string): string {
  const path = route
    .replace(/\(\?P?<\w+>(?:[^()]|\([^()]*\))*\)/g, ':')
    .replace(/<[^>]*>|\{[^}]*\}|\[[^\]]*\]/g, ':')
    .replace(/:[\w$]*(?:\([^)]*\))?[?*+]?/g, ':')
    .replace(/^\^|\$$/g, '')
    .replace(/\/+$/, '');
  return path === '' ? '/' : path;
}

export function lineOf(node: SgNode): number {
  return node.range().start.line + 1;
}

/** The nodes between parentheses, without punctuation and comments. */
export function given(list: SgNode | null): SgNode[] {
  return list === null
    ? []
    : list.children().filter((child) => child.isNamed() && !/comment/.test(String(child.kind())));
}

const LONGEST_HANDLER = 80;

/** A handler that has a name, as the file writes it. */
export function namedHandler(text: string): string | null {
  const name = text.replace(/\s+/g, ' ').trim();
  return /^[\w$.:#@\\>-]+(?:\(\))?$/.test(name) && name.length <= LONGEST_HANDLER ? name : null;
}

/** The text of a string without what is put into it; null for anything else. */
export function plainString(text: string): string | null {
  const match = /^(?:[rRbBuU]{0,2})(?:"([^"\n]*)"|'([^'\n]*)'|`([^`$\n]*)`|r?#"([^"]*)"#)$/.exec(text.trim());
  return match === null ? null : (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
}
