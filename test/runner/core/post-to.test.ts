import { describe, expect, it } from 'vitest';
import { parsePostTo } from '../../../runner/core/post-to.ts';

describe('a place to post to', () => {
  it.each([
    ['slack:C1', 'slack', null, 'C1'],
    ['slack:T0TEAM/C0GENERAL1', 'slack', 'T0TEAM', 'C0GENERAL1'],
    ['discord:300000000000000001', 'discord', null, '300000000000000001'],
    ['irc:general', 'irc', null, 'general'],
  ])('is read from %s', (text, platform, workspace, channel) => {
    expect(parsePostTo(text)).toEqual({ platform, workspace, channel, thread: null });
  });

  it.each([
    '',
    'C1',
    'slack:',
    'slack:/C1',
    'slack:T1/',
    'slack:T1/C1/x',
    'slack:#general',
    'slack: C1',
    ':C1',
    'https://example.com/C1',
  ])('is not what %j says', (text) => {
    expect(parsePostTo(text)).toBeNull();
  });
});
