/**
 * The page of a report that has no document, since an earlier version wrote it: its Markdown as HTML. The text comes from
 * agents and repositories, so no active content is allowed.
 */
import { marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { markup, trusted } from './markup.ts';
import { pageOf, type ReportPage } from './shell.ts';

const PLAIN =
  'h1 h2 h3 h4 h5 h6 p hr br ul ol li blockquote pre code em strong del table thead tbody tr th td'.split(
    ' ',
  );

/** `title` is the page's, as plain text. */
export function htmlOfMarkdown(report: string, title: string): ReportPage {
  const content = sanitizeHtml(marked.parse(report, { async: false, gfm: true }), {
    allowedTags: [...PLAIN, 'a', 'details', 'summary'],
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'], th: ['align'], td: ['align'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'escape',
    transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer nofollow' }) },
  });
  return pageOf(
    title,
    markup`<main class="markdown">
${trusted(content.toWellFormed())}</main>
`,
  );
}
