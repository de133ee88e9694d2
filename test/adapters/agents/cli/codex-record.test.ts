import { expect, it } from 'vitest';
import { missingCalls } from '../../../../adapters/agents/cli/codex-record.ts';
import { makeFolder } from '../../../setup/repositories.ts';

const line = (payload: object) => `${JSON.stringify({ type: 'response_item', payload })}\n`;
const call = (call_id: string, cmd: string) =>
  line({ type: 'function_call', call_id, name: 'exec_command', arguments: JSON.stringify({ cmd }) });
const output = (call_id: string, text: string) =>
  line({ type: 'function_call_output', call_id, output: text });

it('tells the calls that the stream left out, and how they ended', async () => {
  const log = [
    call('said', 'cat a'),
    line({ type: 'item_completed', item: { type: 'CommandExecution', id: 'said' } }),
    output('said', 'a'),
    call('refused', 'touch x'),
    output('refused', "Process exited with code 1\ntouch: cannot touch 'x': Read-only file system\n"),
    'no JSON\n',
  ].join('');
  const folder = makeFolder({ '2026/11/22/rollout.jsonl': log, '2026/notes.txt': call('other', 'x') });
  expect(await missingCalls(folder)).toMatchObject([
    { type: 'tool', id: 'refused', name: 'exec_command', status: 'started', title: '{"cmd":"touch x"}' },
    { type: 'tool', id: 'refused', status: 'denied', output: expect.stringContaining('Read-only') },
  ]);
});

it('tells nothing where there is no log, and follows no link', async () => {
  expect(await missingCalls('/nonexistent')).toEqual([]);
  const elsewhere = makeFolder({ 'log.jsonl': call('1', 'touch x') });
  const folder = makeFolder({ 'rollout.jsonl': { link: `${elsewhere}/log.jsonl` } });
  expect(await missingCalls(folder)).toEqual([]);
});
