import { describe, expect, it } from 'vitest';
import { safeMarkdown } from '../../../../adapters/slack/render/markdown.ts';

describe('an agent’s Markdown', () => {
  it.each([
    ['keeps ordinary Markdown', '# Title\n\n- **bold** `code` [docs](https://example.com/a)'],
    ['keeps generics and comparisons', '`Map<string, number>` a < b, a <= b, x<y, <- and </div>'],
    ['keeps honest links that show their own address', '[example.com/a](https://www.example.com/a)'],
    ['keeps addresses of mail', 'write to ana@example.com'],
    [
      'keeps tables and fences',
      '| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a: Array<number> = [];\n```',
    ],
  ])('%s', (_name, markdown) => {
    expect(safeMarkdown(markdown)).toBe(markdown);
  });

  it.each([
    ['a mass mention', '<!channel> look', '‹!channel> look'],
    ['a mention of a person', '<@U012AB> look', '‹@U012AB> look'],
    ['a mention of a channel', '<#C012AB|general>', '‹#C012AB|general>'],
    ['a mention of a group', '<!subteam^S1|@all>', '‹!subteam^S1|@all>'],
    [
      'a mention written with entities',
      '&lt;!here&gt; &#60;!here> &#x3C;!here>',
      '‹!here&gt; ‹!here> ‹!here>',
    ],
    ['a mention behind a backslash', '<\\!channel>', '‹\\!channel>'],
    ['a mention whose sign is an entity', '<&#33;channel>', '‹&#33;channel>'],
    ['a mention in a fence', '```\n<!everyone>\n```', '```\n‹!everyone>\n```'],
    ['a mass mention in words', 'hey @here and @channel.', 'hey ＠here and ＠channel.'],
    ['Slack’s own link markup', '<https://evil.example|your bank>', '‹https://evil.example|your bank>'],
    ['an HTML link', '<a href="https://evil.example">bank</a>', '‹a href="https://evil.example">bank</a>'],
    ['control characters', 'a\u0000b\u001bc\u202ed', 'abcd'],
  ])('has no %s', (_name, markdown, safe) => {
    expect(safeMarkdown(markdown)).toBe(safe);
  });

  it.each([
    ['[bank.example](https://evil.example/x)', 'bank.example (https://evil.example/x)'],
    [
      '[https://bank.example/login](https://evil.example)',
      'https://bank.example/login (https://evil.example)',
    ],
    [
      'see [**bank.example** now](<https://evil.example> "title")!',
      'see **bank.example** now (https://evil.example)!',
    ],
    ['![bank.example](https://evil.example/pixel.png)', 'bank.example (https://evil.example/pixel.png)'],
    ['[a [b] bank.example](https://evil.example)', 'a [b] bank.example (https://evil.example)'],
    ['[ｂank．example](https://evil.example)', 'ｂank．example (https://evil.example)'],
    ['[ba\u00adnk.example](https://evil.example)', 'ba\u00adnk.example (https://evil.example)'],
  ])('shows where %s really leads', (markdown, safe) => {
    expect(safeMarkdown(markdown)).toBe(safe);
  });

  it('shows the definitions of labels as text, so that labels elsewhere lead nowhere', () => {
    expect(safeMarkdown('[bank.example][1]\n\n[1]: https://evil.example')).toBe(
      '[bank.example][1]\n\n［1]: https://evil.example',
    );
  });

  it('never becomes longer, whatever is in it', () => {
    const hostile = ['<!', '<@U', '&lt;!', '[a.b](c)', '@here', '[1]: //x\n', '](', '[', '![', '<a '];
    for (const fragment of hostile) {
      const markdown = fragment.repeat(500);
      expect(safeMarkdown(markdown).length).toBeLessThanOrEqual(markdown.length);
    }
  });
});
