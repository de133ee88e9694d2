/** Twenty runs in one workspace, at the pace that Slack allows and with what goes wrong there. */
import { expect, test } from 'vitest';
import { scripted } from '../answers.ts';
import { expectWhole, runOf, setStage } from './stage.ts';

const RUNS = 20;
const ROOMS = ['red', 'green', 'blue', 'grey'];

test('twenty runs all end with every post right, none twice, and within their calls', async () => {
  const stage = await setStage({
    pace: true,
    workspaces: [{ channels: ROOMS.map((name) => ({ name, bot: true })) }],
    variables: scripted({ default: { delay_ms: 500 } }),
  });
  const { slack, service, start, ended, card } = stage;
  slack.inject({ method: '*', times: 1e6, chance: 0.03, fault: { kind: 'rate_limited', retryAfter: 1 } });
  slack.inject({
    method: 'chat.postMessage',
    times: 1e6,
    chance: 0.02,
    fault: { kind: 'server_error', effect: 'none' },
  });
  slack.inject({
    method: 'chat.postMessage',
    times: 1e6,
    chance: 0.02,
    fault: { kind: 'server_error', effect: 'done' },
  });
  slack.inject({
    method: 'chat.update',
    times: 1e6,
    chance: 0.03,
    fault: { kind: 'server_error', effect: 'none' },
  });
  const roomOf = (n: number) => ROOMS[n % ROOMS.length] ?? '';
  for (let n = 0; n < RUNS; n++) await start(`number ${n} of many`, roomOf(n));
  for (let n = 0; n < RUNS; n++) {
    const root = await slack.until(
      `the card of run ${n}`,
      () => card(roomOf(n), new RegExp(`number ${n} of many`)),
      120_000,
    );
    const over = await slack.until(`the end of run ${n}`, () => ended(root), 200_000);
    const { steps } = (await service.get(`/api/runs/${runOf(over)}`)).body;
    await expectWhole(stage, over);
    const agents = steps.filter((step: { kind: string }) => step.kind === 'agent').length;
    expect(slack.callsOf(runOf(over)).length).toBeLessThanOrEqual(2 * agents + 8);
  }
}, 400_000);
