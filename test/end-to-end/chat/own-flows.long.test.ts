/** An own flow is started in chat by its name, like Baton's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scripted } from '../answers.ts';
import { ownFolder } from '../processes.ts';
import { runOf, setStage } from './harness.ts';

const FLOW =
  'name: database-review\ncategory: Analysis\npurpose: Is the data safe?\nlenses: [data-steward]\n';

test.each(['slack-socket', 'discord-gateway'] as const)(
  'a person starts an own flow by its name, and its card and report have its title (%s)',
  async (mode) => {
    const folder = join(ownFolder(), 'flows');
    mkdirSync(folder);
    writeFileSync(join(folder, 'db.yaml'), FLOW);
    const settings = `flows: [${folder}]\n`;
    await using harness = await setStage({ mode, settings, variables: scripted({}) });
    const { place, card, ended, whole, service } = harness;
    await place.person('alice').run({ flow: 'database-review', focus: 'of our orders' });
    const over = await ended(await card('shop', /Database review/));
    await whole(over);
    const { run } = (await service.get(`/api/runs/${await runOf(harness, over)}`)).body;
    expect(run).toMatchObject({ flow_name: 'database-review', status: 'completed' });
  },
  200_000,
);
