import { expect, test } from 'vitest';
import { fieldOf, formOf, projectsAt, type RoomOptions, room, textOf } from './room.ts';

const PULL = 'https://github.com/acme/shop/pull/123';
const REQUEST = { kind: 'github', url: PULL, number: 123 };

/** The projects have remotes here; the channel C0DEBT01 starts a flow that compares nothing. */
function withRemotes(): RoomOptions {
  const remote = (id: string) => `git@github.com:acme/${id}.git`;
  return {
    settings: {
      channels: {
        C0SHOP01: { project: 'shop', flow: 'code-review' },
        C0DEBT01: { project: 'shop', flow: 'tech-debt' },
      },
      projects: projectsAt({
        shop: remote('shop'),
        site: remote('site'),
        lib: 'git@gitlab.com:acme/lib.git',
      }),
    },
  };
}

test.each([
  [`code-review ${PULL} is it safe?`, 'is it safe?'],
  [`code-review <${PULL}/files>\nis it safe?`, 'is it safe?'],
  [`${PULL}`, null],
  [`code-review --pr ${PULL} is it safe?`, 'is it safe?'],
  ['code-review --pr 123 is it safe?', 'is it safe?'],
  [`code-review is ${PULL} safe?`, 'is pull request #123 safe?'],
  [`can you review ${PULL} please?`, null],
  [`Please have a look at <${PULL}|acme/shop#123>, thanks!`, null],
  [`is the retry logic safe? ${PULL}.`, 'is the retry logic safe?'],
  [`check the retries in (${PULL}/files#discussion_r12).`, 'check the retries in (pull request #123).'],
  [`${PULL}#issuecomment-1, is it safe?`, 'is it safe?'],
  [`code review of ${PULL.replace('https://', '')} --fast`, null],
  [`Code review: <${PULL}/files#diff-1|shop/pull/123>`, null],
  [`hi team, can you review ${PULL}/commits?`, null],
  [`\u200b${PULL}\u200b is it safe?`, 'is it safe?'],
  [`“${PULL}” is it safe?`, 'is it safe?'],
  [`code-review ${PULL}?diff=split#discussion_r1 — is it safe?`, '— is it safe?'],
  ['code review #123', null],
  ['code review PR 123: is it safe?', 'is it safe?'],
  ['code-review pull request #123, please', null],
  ['review PR #123', null],
  ['#123', null],
])('typed as %s, it is the change and the rest the focus', async (typed, question) => {
  const { say, service } = room(withRemotes());
  expect(await say(typed)).toEqual({ kind: 'nothing' });
  expect(service.requests).toEqual([
    expect.objectContaining({ pull_request: REQUEST, question, flow_name: 'code-review' }),
  ]);
});

test.each([
  ['https://gitlab.com/acme/lib/-/merge_requests/7/diffs#note_1', { kind: 'gitlab', number: 7 }],
  ['code review !7 --project lib', { kind: 'gitlab', number: 7 }],
])('a merge request of GitLab is one too: %s', async (typed, request) => {
  const { say, service } = room(withRemotes());
  await say(typed);
  expect(service.requests).toMatchObject([{ pull_request: request, flow_name: 'code-review' }]);
});

test.each(['is #123 fixed by the retry?', 'tech-debt #123 came back'])(
  'a number in a sentence may be that of an issue: %s',
  async (typed) => {
    const { say, service } = room(withRemotes());
    await say(typed);
    expect(service.requests).toMatchObject([{ pull_request: null }]);
  },
);

test('of Bitbucket, which keeps no refs of them, it is refused with the way that works', async () => {
  const { say, service } = room(withRemotes());
  const text = textOf(await say('code-review https://bitbucket.org/acme/shop/pull-requests/4 is it safe?'));
  expect(text).toContain('--base and --head');
  expect(service.requests).toEqual([]);
});

test('of another project, it is reviewed there; the channel’s flow need not compare', async () => {
  const { say, service } = room(withRemotes());
  await say('https://github.com/acme/site/pull/5', { channel: 'C0DEBT01' });
  expect(service.requests).toEqual([
    expect.objectContaining({ flow_name: 'code-review', project: expect.objectContaining({ id: 'site' }) }),
  ]);
});

test('of no project, it is refused privately with the projects there are', async () => {
  const { say, service } = room(withRemotes());
  const text = textOf(await say('code-review https://github.com/evil/shop/pull/1'));
  expect(text).toContain(
    'shop (github.com/acme/shop), site (github.com/acme/site), lib (gitlab.com/acme/lib)',
  );
  expect(service.requests).toEqual([]);
});

test('it has a field in the launcher, for flows that compare, where what is wrong is shown', async () => {
  const { say, act, service } = room(withRemotes());
  const form = formOf(await say(''));
  expect(fieldOf(form, 'pr', 'text')).toMatchObject({ label: 'Change', optional: true });
  const values = { flow: 'code-review', size: 'small', project: 'shop', focus: null, base: null, head: null };
  const submit = (pr: string) =>
    act({ kind: 'submit', form: form.form, state: form.state, values: { ...values, pr } });
  expect(textOf(await submit('https://github.com/acme/shop/issues/1'))).toMatch(/^pr: The change is the URL/);
  expect(textOf(await submit('https://github.com/evil/shop/pull/1'))).toMatch(
    /^pr: .*cannot be reviewed here/,
  );
  expect(await submit(PULL)).toEqual({ kind: 'nothing' });
  expect(service.requests).toEqual([expect.objectContaining({ pull_request: REQUEST })]);
});

test('several in a sentence are refused, and none is guessed', async () => {
  const { say, service } = room(withRemotes());
  const text = textOf(await say(`which is safer, ${PULL} or https://github.com/acme/shop/pull/9?`));
  expect(text).toContain('more than one pull request');
  expect(service.requests).toEqual([]);
});

test('in the focus of a flow that compares nothing, it is a part of the focus', async () => {
  const { say, service } = room(withRemotes());
  await say(`tech-debt is what ${PULL} left worth mending?`);
  expect(service.requests).toEqual([
    expect.objectContaining({ pull_request: null, question: `is what ${PULL} left worth mending?` }),
  ]);
});
