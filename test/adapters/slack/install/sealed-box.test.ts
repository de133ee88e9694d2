import { describe, expect, it } from 'vitest';
import { SealedBox } from '../../../../adapters/slack/install/sealed-box.ts';

const KEY = 'a secret key of thirty-two characters or more';

describe('a sealed installation', () => {
  it('opens for the workspace that it was sealed for', () => {
    const box = new SealedBox(KEY).seal('T1', 'xoxb-token');
    expect(new SealedBox(KEY).open('T1', box)).toBe('xoxb-token');
  });

  it('shows nothing of what is in it, and never looks the same', () => {
    const [one, other] = [
      new SealedBox(KEY).seal('T1', 'xoxb-token'),
      new SealedBox(KEY).seal('T1', 'xoxb-token'),
    ];
    expect(Buffer.from(one).includes('xoxb')).toBe(false);
    expect(Buffer.from(one).subarray(1, 29)).not.toEqual(Buffer.from(other).subarray(1, 29));
    expect(Buffer.from(one).subarray(45)).not.toEqual(Buffer.from(other).subarray(45));
  });

  it.each([
    ['another key', 'T1', (box: Buffer) => box, 'another key of thirty-two characters or more'],
    ['another workspace', 'T2', (box: Buffer) => box, KEY],
    ['a changed byte', 'T1', (box: Buffer) => box.fill((box.at(-1) ?? 0) ^ 1, box.length - 1), KEY],
    ['a changed tag', 'T1', (box: Buffer) => box.fill((box[30] ?? 0) ^ 1, 30, 31), KEY],
    ['another version', 'T1', (box: Buffer) => box.fill(2, 0, 1), KEY],
    ['missing bytes', 'T1', (box: Buffer) => box.subarray(0, 40), KEY],
  ])('does not open with %s, and says what to do', (_, workspace, change, key) => {
    const box = change(Buffer.from(new SealedBox(KEY).seal('T1', 'xoxb-token')));
    expect(() => new SealedBox(key).open(workspace, box)).toThrow(
      expect.objectContaining({
        code: 'unreadable_installation',
        message: expect.stringContaining('BATON_SECRET_KEY'),
      }),
    );
  });
});
