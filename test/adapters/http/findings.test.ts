/** The ledger over HTTP, on a real database. */
import { describe, expect, test } from 'vitest';
import { harness } from '../../runner/engine/harness.ts';
import {
  emptyLedgerAfterEach,
  finding,
  type ReportedRuns,
  reportedRuns,
} from '../../runner/engine/reported-runs.ts';
import { type Loopback, loopback } from './loopback-server.ts';

const on = harness();
emptyLedgerAfterEach(on);

async function served(): Promise<{ runs: ReportedRuns; http: Loopback }> {
  const runs = await reportedRuns(on);
  const http = await loopback({ ledger: runs.runner.ledger, service: runs.runner.service });
  on.onEnd(http.close);
  return { runs, http };
}

async function errorOf(response: Response): Promise<{ status: number; code?: string; path?: string }> {
  const { error } = (await response.json()) as { error: { code: string; path?: string } };
  return {
    status: response.status,
    code: error.code,
    ...(error.path === undefined ? {} : { path: error.path }),
  };
}

describe('GET /api/findings', () => {
  test('lists them page by page, and those in a state', async () => {
    const { runs, http } = await served();
    await runs.run('a', { findings: ['x', 'y', 'z'].map((name) => finding(name)) });
    const page = async (query: string) =>
      (await (await http.get(`/api/findings?${query}`)).json()) as {
        findings: { fingerprint: string }[];
        next_cursor: string | null;
      };
    const first = await page('project_id=toy&flow_name=toy&state=open&limit=2');
    const second = await page(`limit=2&cursor=${first.next_cursor}`);
    expect([...first.findings, ...second.findings].map(({ fingerprint }) => fingerprint)).toEqual([
      'x',
      'y',
      'z',
    ]);
    expect(second.next_cursor).toBeNull();
    expect((await page('project_id=&state=dismissed')).findings).toEqual([]);
    expect(first.findings[0]).toEqual((await runs.rows())[0]);
  });

  test.each([
    ['limit=0', 'bad_request', 'limit'],
    ['state=old', 'bad_request', 'state'],
    ['run_id=x', 'bad_request', 'run_id'],
    ['cursor=x', 'bad_cursor', 'cursor'],
    ['project=toy', 'unknown_field', 'project'],
    ['project_id=%00', 'bad_request', 'project_id'],
  ])('refuses ?%s', async (query, code, path) => {
    const { http } = await served();
    expect(await errorOf(await http.get(`/api/findings?${query}`))).toEqual({ status: 400, code, path });
  });
});

describe('POST /api/findings/:fingerprint', () => {
  test('dismisses, restores and takes votes, each as often as it is sent', async () => {
    const { runs, http } = await served();
    await runs.run('a', { findings: [finding('x')] });
    const post = async (action: string, body: object) => {
      const response = await http.post(`/api/findings/x/${action}`, body);
      const { findings } = (await response.json()) as { findings: { dismissed: unknown; votes: unknown }[] };
      return [response.status, findings[0]];
    };
    for (let times = 0; times < 2; times++) {
      expect(
        await post('dismiss', { reason: 'later', until: '2999-01-01', note: 'after the release' }),
      ).toMatchObject([
        200,
        { dismissed: { reason: 'later', until: '2999-01-01', note: 'after the release', by: 'api' } },
      ]);
    }
    for (let times = 0; times < 2; times++)
      expect(await post('restore', { project_id: 'toy' })).toMatchObject([200, { dismissed: null }]);
    expect((await http.post('/api/findings/x/restore')).status).toBe(200);
    for (let times = 0; times < 2; times++)
      expect(await post('vote', { vote: 'up', flow_name: 'toy' })).toMatchObject([
        200,
        { votes: { up: 1, down: 0 } },
      ]);
    expect(await post('vote', { vote: null })).toMatchObject([200, { votes: { up: 0, down: 0 } }]);
  });

  test.each([
    ['dismiss', undefined, 400, 'bad_request', undefined],
    ['dismiss', { reason: 'boring' }, 400, 'bad_request', 'reason'],
    ['dismiss', { reason: 'not real', why: 'x' }, 400, 'unknown_field', 'why'],
    ['dismiss', { reason: 'later', until: 'soon' }, 400, 'bad_request', 'until'],
    ['dismiss', { reason: 'later', until: '2026-01-01' }, 400, 'bad_date', 'until'],
    ['dismiss', { reason: 'not real', until: '2999-01-01' }, 400, 'bad_date', 'until'],
    ['dismiss', { reason: 'not real', note: 'a\u0000b' }, 400, 'bad_note', 'note'],
    ['dismiss', { reason: 'not real', project_id: 'site' }, 404, 'unknown_finding', 'fingerprint'],
    ['restore', { fingerprint: 'x' }, 400, 'unknown_field', 'fingerprint'],
    ['restore', { flow_name: 'none' }, 404, 'unknown_finding', 'fingerprint'],
    ['vote', {}, 400, 'bad_request', 'vote'],
    ['vote', { vote: 1 }, 400, 'bad_request', 'vote'],
  ])('%s with %j is an error of %i %s', async (action, body, status, code, path) => {
    const { runs, http } = await served();
    await runs.run('a', { findings: [finding('x')] });
    const expected = { status, code, ...(path === undefined ? {} : { path }) };
    expect(await errorOf(await http.post(`/api/findings/x/${action}`, body))).toEqual(expected);
  });

  test('answers 404 for one that nobody found, and 409 while several projects have it', async () => {
    const { runs, http } = await served();
    for (const unknown of ['nothing', '%00', 'a%20b'])
      expect(await errorOf(await http.post(`/api/findings/${unknown}/restore`))).toMatchObject({
        status: 404,
        code: 'unknown_finding',
      });
    await runs.run('a', { findings: [finding('x')] });
    await runs.of({ project_id: 'site' }).run('a', { findings: [finding('x')] });
    expect(await errorOf(await http.post('/api/findings/x/restore'))).toEqual({
      status: 409,
      code: 'ambiguous_finding',
      path: 'project_id',
    });
  });
});

describe('GET /api/compare', () => {
  test('compares two runs, whichever is named first', async () => {
    const { runs, http } = await served();
    const first = await runs.run('a', { findings: [finding('x')] });
    const second = await runs.run('b', { findings: [finding('y')] });
    const compare = async (a: string, b: string) =>
      await (await http.get(`/api/compare?a=${a}&b=${b}`)).json();
    const compared = await compare(second.run_id, first.run_id);
    expect(compared).toEqual(await compare(first.run_id, second.run_id));
    expect(compared).toMatchObject({
      from: { run_id: first.run_id },
      new: [{ fingerprint: 'y', id: 'F1' }],
      persisting: [],
      fixed: [],
      not_reviewed: [{ fingerprint: 'x', line: 12 }],
    });
  });

  test('says which run is not there, and what a request has to name', async () => {
    const { runs, http } = await served();
    const { run_id } = await runs.run('a', {});
    expect(await errorOf(await http.get(`/api/compare?a=${run_id}&b=1a2b`))).toEqual({
      status: 404,
      code: 'unknown_run',
    });
    expect(await errorOf(await http.get(`/api/compare?a=${run_id}`))).toEqual({
      status: 400,
      code: 'bad_request',
      path: 'b',
    });
    const other = await runs.of({ flow_name: 'other' }).run('a', {});
    expect(await errorOf(await http.get(`/api/compare?a=${run_id}&b=${other.run_id}`))).toEqual({
      status: 409,
      code: 'not_comparable',
    });
  });
});
