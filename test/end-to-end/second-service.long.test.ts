/** Two services on the same home. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './process-table.ts';
import { baton, ownFolder } from './processes.ts';
import { type Service, startService } from './service-client.ts';
import { makeShop } from './shop.ts';

const home = ownFolder();
const REVIEW = {
  project_id: 'shop',
  flow_name: 'code-review',
  band: 'small',
  input: { question: 'May it be merged?' },
  base: 'main',
  head: 'feat',
};
let service: Service;
beforeAll(async () => {
  writeFileSync(join(home, 'baton.yaml'), `projects:\n  shop: { path: ${makeShop().path} }\n`);
  service = await startService({ home });
});
afterAll(async () => {
  expect((await service.stop()).code).toBe(0);
});

describe('a second service on the same home', () => {
  test('shares the runs, and the server stays for the first when it leaves', async () => {
    const second = await startService({ home });
    expect(second.address).not.toBe(service.address);
    const frames = await service.frames('?project_id=shop');
    const id = await second.start(REVIEW);
    await service.runOnce(id, ({ run }) => run.status === 'completed');
    await until(() => frames.some((frame) => 'run_status' in frame && frame.run_id === id));
    expect((await second.stop()).code).toBe(0);
    expect((await service.get('/readyz')).status).toBe(200);
    const listed = await baton(['runs', '--json'], { home });
    expect(JSON.parse(listed.out)).toEqual((await service.get('/api/runs')).body);
  });

  test('on the same port is refused with what to do', async () => {
    const taken = new URL(service.address).port;
    const ended = await baton(['start'], { home, variables: { PORT: taken } });
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.err).toMatch(
      new RegExp(`^baton: Port ${taken} on 127\\.0\\.0\\.1 is taken\\. Set PORT`, 'm'),
    );
  });
});
