import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SlackSettings, slackChecks } from '../../../adapters/slack/checks.ts';
import { startSlack, type TestSlack } from '../../setup/slack/slack.ts';

let slack: TestSlack;

beforeAll(async () => {
  slack = await startSlack({ workspaces: [{}, { name: 'Narrow', scopes: ['chat:write'] }] });
});

afterAll(() => slack.stop());

const NOTHING: SlackSettings = {
  botToken: null,
  appToken: null,
  signingSecret: null,
  clientId: null,
  clientSecret: null,
  stateSecret: null,
  secretKey: null,
  apiUrl: null,
};

/** What each check found, by name. */
async function findings(settings: Partial<SlackSettings>) {
  const all = slackChecks({ ...NOTHING, apiUrl: slack.apiUrl, ...settings });
  const signal = AbortSignal.timeout(20_000);
  const found = await Promise.all(all.map(async (one) => [one.name, await one.check(signal)] as const));
  return Object.fromEntries(found);
}

describe('the doctor', () => {
  it('has nothing to say of Slack where it is not configured', () => {
    expect(slackChecks(NOTHING)).toEqual([]);
  });

  it('finds all well with the tokens of an app that is installed', async () => {
    const found = await findings({ botToken: slack.botToken, appToken: slack.app.appToken });
    expect(Object.keys(found)).toEqual([
      'slack settings',
      'slack bot token',
      'slack clock',
      'slack scopes',
      'slack socket mode',
    ]);
    for (const finding of Object.values(found)) expect(finding).toMatchObject({ ok: true, remedy: null });
    expect(found['slack bot token']?.detail).toBe('baton in Acme 1');
  });

  it('sees that the tokens were mixed up', async () => {
    const found = await findings({ botToken: slack.app.appToken, appToken: slack.botToken });
    expect(found['slack settings']).toMatchObject({
      ok: false,
      detail: 'SLACK_BOT_TOKEN holds an app-level token',
      remedy: expect.stringContaining('xoxb-'),
    });
    expect(found['slack socket mode']?.detail).toBe('Slack says not_allowed_token_type');
  });

  it('names the variable whose token Slack does not know', async () => {
    const found = await findings({ botToken: 'xoxb-made-up', appToken: 'xapp-made-up' });
    expect(found['slack bot token']).toMatchObject({
      ok: false,
      detail: 'Slack says invalid_auth',
      remedy: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
    expect(found['slack socket mode']?.remedy).toContain('SLACK_APP_TOKEN');
  });

  it('names the scopes that are missing', async () => {
    const narrow = slack.workspace('Narrow').token;
    const found = await findings({ botToken: narrow, appToken: slack.app.appToken });
    expect(found['slack scopes']).toMatchObject({ ok: false, remedy: expect.stringContaining('install') });
    expect(found['slack scopes']?.detail).toContain('files:write');
    expect(found['slack scopes']?.detail).not.toContain('chat:write');
  });

  it('asks for the signing secret where there is no app token', async () => {
    const found = await findings({ botToken: slack.botToken });
    expect(found['slack settings']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('SLACK_SIGNING_SECRET'),
    });
    const http = await findings({ botToken: slack.botToken, signingSecret: 'secret' });
    expect(http['slack settings']).toMatchObject({ ok: true, detail: 'HTTP mode at /slack/events' });
  });

  it('names what an installation by OAuth lacks', async () => {
    const found = await findings({ clientId: '1.2', clientSecret: 's', signingSecret: 's' });
    expect(found['slack settings']?.detail).toBe(
      'SLACK_CLIENT_ID is set, SLACK_STATE_SECRET and BATON_SECRET_KEY not',
    );
  });

  it('tells a network that is away from a token that is wrong', async () => {
    const found = await findings({
      botToken: slack.botToken,
      signingSecret: 's',
      apiUrl: 'http://127.0.0.1:9/api/',
    });
    expect(found['slack bot token']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('SLACK_API_URL'),
    });
  });

  it('does not wait for a Slack that hangs when its signal aborts', async () => {
    const forget = slack.inject({ method: 'auth.test', fault: { kind: 'hang', effect: 'none' }, times: 2 });
    const stop = new AbortController();
    const [, token] = slackChecks({ ...NOTHING, botToken: slack.botToken, apiUrl: slack.apiUrl });
    const found = token?.check(stop.signal);
    await slack.until('the call', () => slack.callsTo('auth.test').some(({ status }) => status === null));
    stop.abort(new Error('enough'));
    await expect(found).rejects.toThrow('enough');
    forget();
  });
});
