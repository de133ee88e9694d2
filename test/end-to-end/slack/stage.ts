/** Baton as a service in child processes, and a Slack for tests that it serves: what the stories in this folder play on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { SeenMessage } from '../../setup/slack/seen.ts';
import { type SlackOptions, startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import { ownFolder, type Started, startBaton } from '../processes.ts';
import type { Document } from '../reports.ts';
import { type Service, startService } from '../service-client.ts';
import { makeShop } from '../shop.ts';

export type Mode = 'socket' | 'http';

export interface StageOptions extends SlackOptions {
  readonly mode?: Mode;
  readonly variables?: Readonly<Record<string, string>>;
  /** what stands in baton.yaml besides the project `shop` */
  readonly settings?: string;
  /** further arguments of `baton start` for the first service; it does everything when absent */
  readonly role?: 'bot';
}

export interface Stage {
  readonly slack: TestSlack;
  readonly home: string;
  readonly variables: Readonly<Record<string, string>>;
  /** the path of the project */
  readonly shop: string;
  readonly service: Service;
  /** one more service on the same home */
  another(...argv: string[]): Promise<Service>;
  /** one more process that works and serves nobody */
  worker(): Promise<void>;
  /** Starts a small run with that focus from outside of Slack, to appear in a channel there. */
  start(focus: string, channel: string): Promise<string>;
  /** The root card that says so, in a channel. */
  card(channel: string, says: RegExp): Promise<SeenMessage>;
  /** The thread below a card, without it. */
  replies(card: SeenMessage): Promise<readonly SeenMessage[]>;
  /** A card once its run has ended and its report hangs in the thread. */
  ended(card: SeenMessage): Promise<SeenMessage>;
}

/** Some stories are long. */
const LIMIT_MS = 400_000;

const open: { slack: TestSlack; services: Service[]; workers: Started[] }[] = [];

afterEach(async () => {
  for (const { slack, services, workers } of open.splice(0)) {
    for (const worker of workers) worker.signal('SIGTERM');
    for (const service of services) await service.stop().catch(() => undefined);
    await Promise.all(workers.map(({ ended }) => ended));
    await slack.stop();
  }
});

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const { mode = 'socket', settings = '', role } = options;
  const slack = await startSlack(options);
  const services: Service[] = [];
  const workers: Started[] = [];
  open.push({ slack, services, workers });
  const home = ownFolder();
  const shop = makeShop().path;
  writeFileSync(join(home, 'baton.yaml'), `projects:\n  shop: { path: ${shop} }\n${settings}`);
  const variables = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    ...(mode === 'socket'
      ? { SLACK_APP_TOKEN: slack.app.appToken }
      : { SLACK_SIGNING_SECRET: slack.app.signingSecret }),
    ...options.variables,
  };
  const another: Stage['another'] = async (...argv) => {
    const service = await startService({ home, variables, limitMs: LIMIT_MS }, ...argv);
    services.push(service);
    return service;
  };
  const service = await another(...(role === undefined ? [] : ['--role', role]));
  if (mode === 'http') slack.deliverTo(`${service.address}/slack/events`);
  await slack.until('the service to be ready', async () => (await service.get('/readyz')).status === 200);

  const top = async ({ channel, ts }: SeenMessage): Promise<SeenMessage> => {
    const [parent] = await slack.thread(channel, ts);
    if (parent === undefined) throw new Error('the card is gone');
    return parent;
  };
  const replies: Stage['replies'] = async ({ channel, ts }) => (await slack.thread(channel, ts)).slice(1);
  return {
    slack,
    home,
    variables,
    shop,
    service,
    another,
    async worker() {
      const worker = startBaton(['start', '--role', 'worker'], { home, variables, limitMs: LIMIT_MS });
      workers.push(worker);
      await worker.says(/Baton works/);
    },
    start: (focus, channel) =>
      service.start({
        project_id: 'shop',
        flow_name: 'tech-debt',
        band: 'small',
        input: { question: focus },
        post_to: `slack:${slack.channelId(channel)}`,
      }),
    replies,
    card: (channel, says) =>
      slack.until(`a card in ${channel} that says ${says}`, async () =>
        (await slack.channel(channel)).findLast(
          (message) => keyOf(message) !== null && says.test(message.says),
        ),
      ),
    ended: (card) =>
      slack.until(
        'the end of the run in its thread',
        async () => {
          const now = await top(card);
          const isOver =
            !now.buttons.includes('Cancel') && now.buttons.some((label) => label.startsWith('Export'));
          const hasReport = (await replies(card)).some(({ files }) => files.length > 0);
          return isOver && hasReport ? now : null;
        },
        60_000,
      ),
  };
}

/** The id of the run whose card that is. */
export function runOf({ metadata }: SeenMessage): string {
  const payload = (metadata?.event_payload ?? {}) as Record<string, unknown>;
  const { run_id } = payload;
  if (typeof run_id !== 'string') throw new Error('no card of a run');
  return run_id;
}

export function keyOf({ metadata }: SeenMessage): string | null {
  const payload = (metadata?.event_payload ?? {}) as Record<string, unknown>;
  return typeof payload.key === 'string' ? payload.key : null;
}

/** Nothing of a run is missing in its thread, nothing is there twice, and everything is in its last form, sooner or later. */
export async function expectWhole(
  stage: Pick<Stage, 'slack' | 'replies' | 'service'>,
  card: SeenMessage,
): Promise<void> {
  const looked = () => look(stage, card);
  await stage.slack
    .until(
      'the whole thread',
      () =>
        looked().then(
          () => true,
          () => false,
        ),
      60_000,
    )
    .catch(looked);
}

async function look(
  { slack, replies, service }: Pick<Stage, 'slack' | 'replies' | 'service'>,
  card: SeenMessage,
) {
  const { run, steps } = (await service.get(`/api/runs/${runOf(card)}`)).body as Document;
  expect(run.status).toBe('completed');
  const ran = steps.filter(({ kind, started_at }) => kind === 'agent' && started_at !== null);
  const messages = await replies(card);
  const keys = messages.filter(({ files }) => files.length === 0).map(keyOf);
  expect(keys.toSorted(), await slack.describe()).toEqual(
    ran.map(({ step_id }) => `step:${step_id}`).toSorted(),
  );
  for (const { says, files } of messages) if (files.length === 0) expect(says).toMatch(/^[✓✗]/);
  expect(messages.flatMap(({ files }) => files)).toEqual([expect.stringMatching(/\.md$/)]);
}
