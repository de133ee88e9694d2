/** A pull request is reviewed from every face, against a code host on loopback: its head, its base, its link. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CodeHost, requestDocument, startCodeHost } from '../setup/code-host.ts';
import type { MadeRepository } from '../setup/repositories.ts';
import { setStage } from './chat/harness.ts';
import type { Mode } from './chat/place.ts';
import { baton, ownFolder } from './processes.ts';
import { documentOf } from './reports.ts';
import { startService } from './service-client.ts';
import { makeShop } from './shop.ts';

const SECRET = 'hush-hush-hush-hush';
const FOREIGN = 'https://github.com/acme/other/pull/1';
let shop: MadeRepository;
let host: CodeHost;
let head = '';
let base = '';
const variables = () => ({ GITHUB_TOKEN: SECRET, GITHUB_API_URL: `${host.address}/api/v3` });

beforeAll(async () => {
  shop = makeShop();
  host = await startCodeHost(shop);
  head = shop.git('rev-parse', 'feat');
  base = shop.git('merge-base', 'main', 'feat');
  host.request(7, head);
  host.answers('/repos/acme/shop/pulls/7', requestDocument({ base: { ref: 'main', sha: base } }));
});
afterAll(() => host[Symbol.asyncDispose]());

/** A home whose project `shop` is the clone, or the URL, of the code host's repository. */
function homeWith(shopIs: string): string {
  const home = ownFolder();
  writeFileSync(join(home, 'baton.yaml'), `projects:\n  shop: ${shopIs}\n`);
  return home;
}

describe('on the command line', () => {
  test('its URL is reviewed in a clone, with its own base, and shown everywhere', async () => {
    const clone = ownFolder();
    shop.git('clone', '--quiet', host.bare, clone);
    shop.git('-C', clone, 'remote', 'set-url', 'origin', host.remote);
    const around = { home: ownFolder(), folder: clone, variables: variables() };
    const url = `${host.page(7)}/files`;
    const ended = await baton(['run', 'code-review', '--pr', url, '--json'], around);
    const { run, report } = documentOf(ended);
    expect(run).toMatchObject({ status: 'completed', commit_sha: head, base_sha: base });
    expect(run.input.pull_request).toEqual({ kind: 'github', url: host.page(7), number: 7 });
    expect(report?.split('\n')[0]).toContain(`main..pr-7 (${head.slice(0, 7)})`);
    expect(report).toContain(`[pull request #7](${host.page(7)})`);
    expect(report).toContain('the base of the request');
    expect(host.asked).toContainEqual({
      path: '/repos/acme/shop/pulls/7',
      authorization: `Bearer ${SECRET}`,
    });
    expect(ended.err).toContain(` at ${head.slice(0, 7)} (pull request #7), small`);
    expect(ended.out + ended.err).not.toContain(SECRET);

    expect((await baton(['show', run.id], around)).out).toContain(host.page(7));
    expect((await baton(['runs'], around)).out).toContain('pr-7');
  });

  test('without a token it says what is not known, and goes on', async () => {
    const around = { home: homeWith(`{ url: "${host.remote}" }`) };
    const ended = await baton(['run', 'code-review', '--pr', host.page(7), '--json'], around);
    const { run, report } = documentOf(ended);
    expect(run).toMatchObject({ project_id: 'shop', commit_sha: head, base_sha: base });
    expect(report).toContain('GITHUB_TOKEN is not set');
  });

  test.each([
    [
      'of another repository',
      ['--pr', FOREIGN],
      /is of none of the projects: .*shop \(127\.0\.0\.1:\d+\/acme\/shop\)/,
    ],
    ['that does not exist', ['--pr', '@99'], /There is no pull request 99/],
    ['beside a head', ['--pr', '@7', '--head', 'feat'], /has its own/],
    ['by a number that may be of several kinds', ['--project', 'shop', '--pr', '7'], /Give the URL/],
    ['that is no request', ['--pr', 'ftp://x/acme/shop/pull/1'], /neither https/],
  ])('one %s is refused in words', async (_what, words, says) => {
    const around = { home: homeWith(`{ url: "${host.remote}" }`) };
    const argv = words.map((word) => (word.startsWith('@') ? host.page(Number(word.slice(1))) : word));
    const { code, err } = await baton(['run', 'code-review', ...argv], around);
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });

  test('a flow that compares nothing takes none', async () => {
    const around = { home: homeWith(`{ url: "${host.remote}" }`) };
    const { code, err } = await baton(['run', 'tech-debt', '--pr', host.page(7)], around);
    expect(err).toContain('compares nothing, so it takes no pull request');
    expect(code).toBe(2);
  });
});

test('over HTTP it is reviewed, and one of another repository is refused', async () => {
  const service = await startService({ home: homeWith(`{ url: "${host.remote}" }`), variables: variables() });
  const request = {
    project_id: 'shop',
    flow_name: 'code-review',
    band: 'small',
    input: { question: 'Right?' },
  };
  const id = await service.start({ ...request, pull_request: host.page(7) });
  const { run } = await service.runOnce(id, (one) => one.run.status !== 'running', 60_000);
  expect(run).toMatchObject({ status: 'completed', commit_sha: head, base_sha: base });
  const refused = await service.post('/api/runs', { ...request, pull_request: FOREIGN });
  expect(refused).toMatchObject({
    status: 400,
    body: {
      error: { code: 'foreign_request', path: 'pull_request', message: expect.stringMatching(/shop \(/) },
    },
  });
  expect((await service.stop()).code).toBe(0);
});

test.each<[Mode]>([['slack-http'], ['discord-http']])(
  'in %s the first word of a focus is the change',
  async (mode) => {
    await using stage = await setStage({
      mode,
      variables: variables(),
      shop: `{ url: "${host.remote}" }`,
    });
    const alice = stage.place.person('alice');
    await alice.run({ flow: 'code-review', focus: `${host.page(7)} is the export safe?` });
    const over = await stage.ended(await stage.card('shop', /is the export safe/));
    expect(over.says).toMatch(/pr-7/);
    expect(over.says).toMatch(/Pull request #7/);
    expect(JSON.stringify(over.source)).toContain(host.page(7));
    const [{ id }] = (await stage.service.get('/api/runs?limit=1')).body.runs;
    const { run } = (await stage.service.get(`/api/runs/${id}`)).body;
    expect(run).toMatchObject({
      commit_sha: head,
      base_sha: base,
      input: { question: 'is the export safe?' },
    });

    const before = alice.told().length;
    await alice.run({ flow: 'code-review', focus: FOREIGN });
    const told = await stage.place.until('a refusal', () => alice.told()[before]);
    expect(told.says).toMatch(/none of the projects|cannot be reviewed here/);
  },
);
