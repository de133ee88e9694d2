/** The first line of a report that is a map: how many parts there are, and which of them the others depend on. */
import { type JudgedClaim, liveClaims, type VerdictOutput } from '../contracts/checked.ts';
import { list, many } from '../wording.ts';

const MAPPED: ReadonlySet<string> = new Set([
  'finding',
  'module',
  'relation',
  'entry-point',
  'external-system',
]);
const MOST_NAMED = 2;

/** Null for a report that is about something else. */
export function mapLine(verdict: VerdictOutput): string | null {
  const modules = liveClaims(verdict, 'module');
  if (modules.length === 0 || verdict.claims.some(({ kind }) => !MAPPED.has(kind))) return null;
  const users = usersOf(modules, liveClaims(verdict, 'relation'));
  const most = modules.reduce((best, module) => Math.max(best, users.get(module)?.size ?? 0), 0);
  const core = modules.filter((module) => most > 1 && users.get(module)?.size === most);
  const names = list(
    core.map(({ title }) => title),
    MOST_NAMED,
  );
  const used = core.length === 0 ? '' : `; most depend on ${names}`;
  return `${many(modules.length, 'module')}${used}.`;
}

/** For each module the others that a relation leads from. */
function usersOf(
  modules: readonly JudgedClaim[],
  relations: readonly JudgedClaim[],
): ReadonlyMap<JudgedClaim, ReadonlySet<string>> {
  const users = new Map(modules.map((module) => [module, new Set<string>()]));
  const named = (module: JudgedClaim, end: unknown): boolean =>
    [module.item.id, module.item.name, module.title].includes(String(end));
  for (const { item } of relations) {
    const to = modules.find((module) => named(module, item.to));
    if (to !== undefined && !named(to, item.from)) users.get(to)?.add(String(item.from));
  }
  return users;
}
