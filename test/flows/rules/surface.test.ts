import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../../flows/contracts/evidence-pack.ts';
import { changedRoute, docsDrift, removedRoute } from '../../../flows/rules/surface.ts';
import { changeView, fact } from './fact-builder.ts';

type Data = FactOf<'routes-diff'>['data'];
const routed = (change: Data['change'], more: Partial<Data> = {}) =>
  fact('routes-diff', {
    ...{ path: 'src/app.ts', subject: 'DELETE /orders/:id', value: change },
    ...(change === 'removed' ? {} : { line: 4, end: 4, quote: "app.delete('/orders/:id', remove);" }),
    data: {
      ...{ change, method: 'DELETE', route: '/orders/:id', before: null, lost: [], published: false },
      base: { path: 'src/app.ts', line: 3, quote: "app.delete('/orders/:id', auth, remove);" },
      ...more,
    },
  });
const view = (...facts: readonly ReturnType<typeof fact>[]) => changeView([['src/app.ts', 1, 9]], ...facts);

describe('a removed route', () => {
  it('cites the declaration as it was, and is P2 while nobody is known to ask for it', () => {
    const [draft] = removedRoute.apply(view(routed('removed')));
    expect(draft).toMatchObject({ title: 'Removed route: DELETE /orders/:id', impact: 60 });
    expect(draft?.evidence[0]).toMatchObject({ path: 'src/app.ts', start: 3, side: 'base' });
  });

  it('is P1 if a document or other code still names it', () => {
    const [draft] = removedRoute.apply(view(routed('removed', { published: true })));
    expect(draft?.impact).toBe(80);
    expect(draft?.failure).not.toBe('');
  });

  it('is no finding when routes are only added or changed', () => {
    expect(removedRoute.apply(view(routed('added'), routed('changed')))).toEqual([]);
  });
});

describe('a changed route', () => {
  it('is told with what it was', () => {
    const [draft] = changedRoute.apply(view(routed('changed', { before: 'POST /orders/:id' })));
    expect(draft?.title).toBe('Changed route: POST /orders/:id → DELETE /orders/:id');
  });

  it('that lost its guard is a matter of security, and no proof', () => {
    const [draft] = changedRoute.apply(view(routed('changed', { lost: ['auth'] })));
    expect(draft).toMatchObject({ kind: 'security', title: 'Route lost its guard: DELETE /orders/:id' });
    expect(draft?.claim).toContain('A pattern match, not proof');
  });

  it('is no finding for routes that come or go', () => {
    expect(changedRoute.apply(view(routed('added'), routed('removed')))).toEqual([]);
  });
});

describe('documents', () => {
  it('that name what the change removes are one finding of low severity', () => {
    const drift = (subject: string, line: number) =>
      fact('docs-drift', {
        path: 'README.md',
        subject,
        value: subject,
        line,
        end: line,
        quote: `Call \`${subject}()\` first.`,
        data: { what: 'export', from: 'src/a.ts' },
      });
    const [draft] = docsDrift.apply(view(drift('openShop', 3), drift('closeShop', 9)));
    expect(draft).toMatchObject({
      title: 'Documented but removed: `openShop` and 1 more (README.md)',
      kind: 'docs',
    });
    expect(draft?.impact).toBeLessThan(40);
  });

  it('that name nothing of it are none', () => {
    expect(docsDrift.apply(view(routed('removed')))).toEqual([]);
  });
});
