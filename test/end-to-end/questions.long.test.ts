/** A run, and then a question to one of its agents, as a person asks it: with no service running. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { MadeRepository } from '../setup/repositories.ts';
import { scripted } from './answers.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { documentOf } from './reports.ts';
import { makeShop, TOKEN } from './shop.ts';

const home = ownFolder();
let shop: MadeRepository;
beforeAll(async () => {
  shop = makeShop();
  await keepServer(home);
});

async function finished(variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const ended = await baton(['run', 'code-review', '--json'], { home, folder: shop.path, variables });
  return documentOf(ended).run.id;
}

describe('baton ask', () => {
  test('without a model looks up what the agent has, with citations that are true', async () => {
    const run_id = await finished();
    const { code, out, err } = await baton(['ask', run_id, 'security', 'Is a token in the export?'], {
      home,
    });
    expect(err).toMatch(/is asked…\n$/);
    expect(code).toBe(0);
    expect(out).toMatch(/^No model is configured/);
    const [, path = '', line = ''] = out.match(/`(src\/[\w./-]+):(\d+)/) ?? [];
    expect(shop.git('show', `HEAD:${path}`).split('\n')[Number(line) - 1]).toMatch(/token|export/i);
    expect(out).not.toContain(TOKEN);
  });

  test('has the run’s back end answer, and stores no secret of its answer', async () => {
    const variables = scripted({ 'code-review/ask:lens:security': { answer: `It is *${TOKEN}*, sadly.` } });
    const run_id = await finished(variables);
    const asked = ['ask', run_id, 'security-reviewer', 'Which one?', '--json'];
    const { code, out } = await baton(asked, { home, variables });
    expect(code).toBe(0);
    const question = JSON.parse(out);
    expect(question).toMatchObject({ run_id, step_id: 'lens:security', n: 1, state: 'answered' });
    expect(question.answer).toMatch(/^It is \*.*\*, sadly\.$/);
    expect(question.answer).not.toContain(TOKEN);
  });

  test('says why there is no answer when the agent fails', async () => {
    const variables = scripted({ '*/ask': { fault: 'error' } });
    const run_id = await finished(variables);
    const { code, out, err } = await baton(['ask', run_id, 'security', 'Why?'], { home, variables });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('No answer: The model failed (scripted error).');
  });
});

test('baton run --post-to is refused where the platform is not configured, and no run exists', async () => {
  const elsewhere = ownFolder();
  const argv = ['run', 'code-review', '--post-to', 'slack:C1'];
  const { code, err } = await baton(argv, { home: elsewhere, folder: shop.path });
  expect(code).toBe(2);
  expect(err).toContain('The platform slack is not configured');
  expect((await baton(['runs', '--json'], { home: elsewhere })).out).toMatch(/"runs": \[\]/);
});
