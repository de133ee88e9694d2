/** Installing the app over HTTP: Bolt's own receiver, the Slack of the tests, and a real database. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInstaller, type Installer } from '../../../../adapters/slack/install/installer.ts';
import { quietLogger } from '../../../../adapters/slack/quiet-logger.ts';
import type { Installations } from '../../../../runner/core/ports/installations.ts';
import { createInstallations } from '../../../../runner/store/installation-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../../setup/database.ts';
import { startSlack, type TestSlack } from '../../../setup/slack/slack.ts';

const SECRETS = { stateSecret: 'a state secret', secretKey: 'a secret key of thirty-two characters or more' };

let database: FreshDatabase;
let installations: Installations;
let slack: TestSlack;
let server: Server;
let address: string;
let installer: Installer;
let clock = 0;

beforeAll(async () => {
  database = await freshDatabase();
  installations = createInstallations(database.pool, database.url);
  slack = await startSlack({
    workspaces: [
      { name: 'Acme', installed: false },
      { name: 'Other', installed: false },
    ],
  });
  server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  installer = newInstaller();
  const { requestListener: listener } = new HTTPReceiver({
    signingSecret: slack.app.signingSecret,
    logger: quietLogger(),
    logLevel: LogLevel.ERROR,
    ...installer.receiver,
  });
});

beforeEach(async () => {
  for (const workspace of await installations.list('slack')) await installations.remove('slack', workspace);
  clock += 60_000;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await slack.stop();
  await database.drop();
});

function newInstaller(secrets: Partial<typeof SECRETS> = {}): Installer {
  return createInstaller({
    clientId: slack.app.clientId,
    clientSecret: slack.app.clientSecret,
    ...SECRETS,
    ...secrets,
    publicUrl: address,
    apiUrl: slack.apiUrl,
    installations,
    now: () => clock,
  });
}

/** A browser at `/slack/install`: where it is sent, and the cookie that it keeps. */
async function begin() {
  const response = await fetch(`${address}/slack/install`, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { status: response.status, consent: response.headers.get('location') ?? '', cookie };
}

async function install(workspace: string): Promise<Response> {
  const { consent, cookie } = await begin();
  const back = await slack.approve(consent, 'alice', workspace);
  return fetch(back, { headers: { cookie } });
}

describe('installing the app', () => {
  it('asks on Slack for the scopes of the manifest', async () => {
    const { status, consent } = await begin();
    expect(status).toBe(302);
    const asked = new URL(consent);
    expect(asked.origin + asked.pathname).toBe(`${slack.url}oauth/v2/authorize`);
    expect(asked.searchParams.get('scope')).toContain('chat:write,commands');
    expect(asked.searchParams.get('redirect_uri')).toBe(`${address}/slack/oauth_redirect`);
  });

  it('gives a token for each workspace, which works there', async () => {
    for (const name of ['Acme', 'Other']) {
      const page = await install(name);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(`installed in ${name}`);
    }
    expect(await installer.workspaces.all()).toEqual(slack.workspaces.map(({ id }) => id));
    for (const { id, botUser, tokens } of slack.workspaces) {
      const found = await installer.workspaces.find(id);
      expect(found).toMatchObject({ id, botUser });
      expect([...tokens.keys()]).toContain(found?.token);
    }
  });

  it('keeps the token so that the database alone does not tell it', async () => {
    await install('Acme');
    const { id, tokens } = slack.workspace('Acme');
    const { rows } = await database.pool.query('select secret from installations where workspace = $1', [id]);
    const [row] = rows;
    for (const token of tokens.keys()) expect((row.secret as Buffer).includes(token)).toBe(false);
  });

  it('tells at once that there is one workspace more, and one less', async () => {
    const lists: (readonly string[])[] = [];
    const end = installer.workspaces.onChange(async () => lists.push(await installer.workspaces.all()));
    await install('Acme');
    const { id } = slack.workspace('Acme');
    await slack.until('the first change', () => lists.length === 1);
    await slack.uninstall('Acme');
    await installer.workspaces.removed(id);
    await slack.until('the second change', () => lists.length === 2);
    end();
    expect(lists).toEqual([[id], []]);
    expect(await installer.workspaces.find(id)).toBeNull();
  });

  it('stays when Slack tells late that it was removed before it was installed anew', async () => {
    await install('Acme');
    const { id } = slack.workspace('Acme');
    await installer.workspaces.removed(id);
    expect(await installer.workspaces.all()).toEqual([id]);
  });

  it('says which variable is wrong when the key does not fit any more', async () => {
    await install('Acme');
    const { workspaces } = newInstaller({ secretKey: 'some other key of thirty-two characters or more' });
    await expect(workspaces.find(slack.workspace('Acme').id)).rejects.toMatchObject({
      code: 'unreadable_installation',
      message: expect.stringContaining('BATON_SECRET_KEY'),
    });
  });
});

describe('an installation is refused', () => {
  it('in a browser that did not begin it', async () => {
    const { consent } = await begin();
    const page = await fetch(await slack.approve(consent, 'alice', 'Acme'));
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('/slack/install');
    expect(await installer.workspaces.all()).toEqual([]);
  });

  it('with a state that was signed by someone else', async () => {
    const forged = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.AAAA`;
    const back = new URL(await slack.approve((await begin()).consent, 'alice', 'Acme'));
    back.searchParams.set('state', forged);
    const page = await fetch(back, { headers: { cookie: `slack-app-oauth-state=${forged}` } });
    expect(page.status).toBe(400);
    expect(await installer.workspaces.all()).toEqual([]);
  });

  it('with a code that Slack does not know', async () => {
    const { consent, cookie } = await begin();
    const state = new URL(consent).searchParams.get('state') ?? '';
    const page = await fetch(`${address}/slack/oauth_redirect?code=made-up&state=${state}`, {
      headers: { cookie },
    });
    expect(page.status).toBe(502);
    expect(await installer.workspaces.all()).toEqual([]);
  });

  it('when the person says no', async () => {
    const page = await fetch(`${address}/slack/oauth_redirect?error=access_denied`);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('not allowed');
  });
});
