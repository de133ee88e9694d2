/** The whole catalogue in the launcher, which both platforms show as they are given it. */
import { expect, test } from 'vitest';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import { settleShards } from '../../../flows/spine/shards.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import { CATEGORIES } from '../../../runner/core/step-spec.ts';
import { catalogue } from '../surroundings.ts';
import { fieldOf, formOf, room } from './room.ts';

const real = {
  ...catalogue,
  flows: FLOWS,
  plan: (flow: (typeof FLOWS)[number], band: 'small' | 'medium' | 'large', fast: boolean) =>
    settleShards(buildDag(flow.steps, band, fast)),
};

test('there are fourteen flows in five categories', () => {
  expect(new Set(FLOWS.map(({ name }) => name)).size).toBe(14);
  expect(new Set(FLOWS.map(({ category }) => category))).toEqual(new Set(CATEGORIES));
});

test.each(FLOWS.map(({ name, title, category }) => [name, title, category]))(
  'the launcher lists %s by its title in the tab of its category',
  async (name, title, category) => {
    const { act, say } = room({ over: { catalogue: real } });
    const form = formOf(await say(''));
    const tabs = fieldOf(form, 'category', 'tabs');
    expect(tabs.options.map(({ label }) => label)).toEqual(CATEGORIES);
    const values = { category, flow: 'code-review', size: 'small', project: 'shop' };
    const turned = formOf(
      await act({ kind: 'change', form: form.form, state: form.state, field: 'category', values }),
    );
    const listed = fieldOf(turned, 'flow', 'select').options.map(({ value, label }) => [value, label]);
    expect(listed).toContainEqual([name, title]);
  },
);
