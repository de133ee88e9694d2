import { expect, test } from 'vitest';
import { htmlOf } from '../../../../flows/report/html/html.ts';
import { htmlOfMarkdown } from '../../../../flows/report/html/markdown-page.ts';
import { aDocument } from './documents.ts';

test('a report without a document is a page in which nothing that an agent wrote can act', () => {
  const report = `# Review <b>of</b> \`x\`

**Verdict:** Fine.

<script>alert(1)</script> <img src=x onerror=alert(1)>
[bad](javascript:alert(1)) [good](https://example.org)

| a | b |
|---|---|
| 1 | 2 |

<details><summary>Refuted (1)</summary>

- F9

</details>
`;
  const { body, policy } = htmlOfMarkdown(report, 'code-review · <b>shop');
  expect(policy).toBe(htmlOf(aDocument()).policy);
  expect(body).toContain('<title>code-review · &lt;b&gt;shop</title>');
  expect(body).toContain('<table>');
  expect(body).toContain('<details><summary>Refuted (1)</summary>');
  expect(body).toContain('<strong>Verdict:</strong> Fine.');
  expect(body).toContain('<a href="https://example.org" rel="noopener noreferrer nofollow">good</a>');
  expect(body).not.toMatch(/<script|<img|href="javascript|<title>[^<]*<b>/);
});
