/** A route as a fact. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import { draft } from '../../collector.ts';
import { isHealthRoute, type Route } from './route.ts';

export function routeFact(path: string, found: Route, quote: string): FactDraft {
  const { method, route, line, handler, guards } = found;
  const by = handler === null ? '' : ` by ${handler}`;
  const behind = guards.length === 0 ? '' : `, behind ${guards.join(', ')}`;
  return draft('routes', {
    ...{ path, line, quote },
    subject: `${method} ${route}`,
    value: `${method} ${route}`,
    text: `serves ${method} ${route}${by}${behind}`,
    data: { method, route, handler, guards: [...guards], health: isHealthRoute(found) },
  });
}
