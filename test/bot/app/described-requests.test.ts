import { describe, expect, test } from 'vitest';
import type { CodeHosts, RequestFacts } from '../../../adapters/code-hosts/code-hosts.ts';
import { withDescriptions } from '../../../bot/app/described-requests.ts';
import { maskSecrets } from '../../../flows/secrets/mask.ts';
import type { Pin, Project, Refs, Repositories } from '../../../runner/core/ports/repository.ts';
import { pullRequestIn } from '../../../runner/core/pull-request.ts';

const SECRET = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const project: Project = {
  id: 'shop',
  path: null,
  url: 'git@github.com:acme/shop.git',
  ref: null,
  host: null,
};
const request = pullRequestIn('https://github.com/acme/shop/pull/7');
const refs: Refs = { base: null, head: null, compares: true, ...(request && { pull_request: request }) };
const BASE = { branch: 'release', sha: 'a'.repeat(40) };

async function pinned(facts: RequestFacts, wanted = refs) {
  const asked: Refs[] = [];
  const repositories = {
    pin: async (_project: Project, given: Refs) => {
      asked.push(given);
      return { commit_sha: 'c', base_sha: 'b', label: 'l', history: 'full', notes: ['n'] } satisfies Pin;
    },
  } as unknown as Repositories;
  const codeHosts: CodeHosts = { ask: async () => facts };
  const pin = await withDescriptions(repositories, codeHosts, maskSecrets).pin(project, wanted);
  return { pin, asked };
}

const known = (title: string, text: string, state: 'open' | 'merged' = 'open'): RequestFacts => {
  return { known: true, base: BASE, description: { title, text }, state };
};

describe('the pin of a pull request', () => {
  test('has what its author wrote, and is asked for with its own base', async () => {
    const { pin, asked } = await pinned(known('Retry  orders', 'Why:\r\n- it fails'));
    expect(pin.description).toEqual({ title: 'Retry orders', text: 'Why:\n- it fails' });
    expect(pin.notes).toEqual(['n']);
    expect(asked).toEqual([{ ...refs, pull_request_base: BASE }]);
  });

  test('has no secret of it, no control characters and no comments of a template', async () => {
    const { pin } = await pinned(known(`a\u001b[31m\u202eb`, `<!-- Say why -->\n${SECRET}\0 is the key`));
    expect(pin.description?.title).toBe('a[31mb');
    expect(pin.description?.text).toMatch(/^\S*\*\*\*\S* is the key$/);
    expect(JSON.stringify(pin)).not.toContain(SECRET);
  });

  test('has no more of it than an agent needs', async () => {
    const { pin } = await pinned(known('t'.repeat(5_000), 'x '.repeat(50_000)));
    expect(pin.description?.title.length).toBeLessThanOrEqual(301);
    expect(pin.description?.text.length).toBeLessThanOrEqual(8_001);
  });

  test('says that it is merged', async () => {
    expect((await pinned(known('t', '', 'merged'))).pin.notes).toEqual(['n', 'pull request 7 is merged']);
  });

  test('says why nothing is known', async () => {
    const { pin, asked } = await pinned({ known: false, note: 'not known' });
    expect(pin.notes).toEqual(['n', 'not known']);
    expect(pin.description).toBeUndefined();
    expect(asked).toEqual([refs]);
  });
});

test('without a pull request nobody is asked', async () => {
  const plain: Refs = { base: null, head: null, compares: true };
  const { pin } = await pinned(known('t', 'x'), plain);
  expect(pin.description).toBeUndefined();
});
