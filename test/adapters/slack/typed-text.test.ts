import { describe, expect, it } from 'vitest';
import { typedText, withoutMention } from '../../../adapters/slack/typed-text.ts';

describe('what a person typed', () => {
  it.each([
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['&amp;lt;', '&lt;'],
    ['see <https://example.com/a?b=1&amp;c=2>', 'see https://example.com/a?b=1&c=2'],
    ['see <http://example.com|example.com>', 'see example.com'],
    ['see <https://evil.example|the docs>', 'see https://evil.example'],
    ['write to <mailto:ana@example.com|ana@example.com>', 'write to ana@example.com'],
    ['ask <@U0123ABC|ana> or <@U0456DEF>', 'ask @ana or <@U0456DEF>'],
    ['tell <!here> and <!subteam^S0123|@ops>', 'tell @here and @ops'],
    ['tell <!subteam^S0123>', 'tell <!subteam^S0123>'],
    ['by <!date^1700000000^{date}|Nov 14>', 'by Nov 14'],
    ['export 1a2b <#C0123ABC|general>', 'export 1a2b <#C0123ABC|general>'],
  ])('%s reads as %s', (sent, typed) => {
    expect(typedText(sent)).toBe(typed);
  });

  it.each([
    ['<@U0BATON> list', 'list'],
    ['<@U0BATON>: list', 'list'],
    ['hey <@U0BATON|baton>, list', 'hey list'],
    ['<@U0BATON>', ''],
    ['<@U0BATON> ask <@U0ANA>', 'ask <@U0ANA>'],
  ])('%s is, without the bot’s mention, %s', (sent, text) => {
    expect(withoutMention(sent, 'U0BATON')).toBe(text);
  });
});
