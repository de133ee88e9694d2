/** The page around a report: one file that loads nothing and runs nothing. Its only style sheet is allowed by its hash. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Content, type Markup, markup, trusted } from './markup.ts';

/** A page, and the only content that it may load or run. */
export interface ReportPage {
  readonly body: string;
  /** for the header `content-security-policy`; the page says the same itself, for whoever opens it as a file */
  readonly policy: string;
}

const STYLE = readFileSync(new URL('./page.css', import.meta.url), 'utf8');

const IN_PAGE = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** `frame-ancestors` is for the header only. */
const POLICY = `${IN_PAGE}; frame-ancestors 'none'`;

/** `title` is plain text. */
export function pageOf(title: string, content: Content): ReportPage {
  const body = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${IN_PAGE}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${content}</body>
</html>
`;
  return { body: body.toString(), policy: POLICY };
}

/** An entry of the contents at the side. */
export interface Entry {
  readonly anchor: string;
  readonly text: Content;
  readonly below?: readonly Entry[];
}

export function contents(entries: readonly Entry[]): Markup {
  return markup`<nav aria-label="Contents"><details><summary>Contents</summary>
${list(entries)}</details></nav>
`;
}

function list(entries: readonly Entry[]): Markup {
  const items = entries.map(
    ({
      anchor,
      text,
      below = [],
    }) => markup`<li><a href="#${anchor}">${text}</a>${below.length > 0 && list(below)}</li>
`,
  );
  return markup`<ol>
${items}</ol>`;
}
