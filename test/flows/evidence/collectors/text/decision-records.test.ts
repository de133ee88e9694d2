/** Decision records in the forms in which projects keep them. */
import { describe, expect, it } from 'vitest';
import { decisionFact } from '../../../../../flows/evidence/collectors/text/decision-records.ts';

const NYGARD =
  '# 2. Use MySQL\n\nDate: 2024-02-02\n\n## Status\n\nAccepted\n\n## Context\n\n## Decision\n\n## Consequences\n';
const MADR =
  '---\nstatus: proposed\ndate: 2025-03-04\n---\n\n# Use Redis\n\n## Context and Problem Statement\n\n## Decision Outcome\n';

describe('a decision record', () => {
  it.each([
    ['docs/adr/0002-use-mysql.md', NYGARD, '0002 Use MySQL accepted 2024-02-02'],
    ['doc/architecture/decisions/0002-use-mysql.md', NYGARD, '0002 Use MySQL accepted 2024-02-02'],
    ['docs/decisions/0005-use-redis.md', MADR, '0005 Use Redis proposed 2025-03-04'],
    ['docs/decisions/use-redis.md', MADR, '- Use Redis proposed 2025-03-04'],
    ['adr/ADR-012-cache.md', '# ADR-012: Cache pages\n\n* Status: accepted\n', '012 Cache pages accepted -'],
    ['docs/adr-003.md', '# Cache\n\n**Status:** Rejected\n', '003 Cache rejected -'],
    [
      'docs/adrs/001_cache.md',
      '# 1 - Cache\n\n- Status: Deprecated\n- Date: 2020-01-01\n',
      '001 Cache deprecated 2020-01-01',
    ],
    ['docs/adr/0007-x.md', '# X\n', '0007 X unknown -'],
    ['docs/adr/README.md', '# Decisions\n\nStatus: accepted\n', 'none'],
    ['docs/adr/template.md', MADR, 'none'],
    ['docs/adr/0000-template.md', MADR, 'none'],
    ['docs/decisions/notes.md', '# Notes of the meeting\n', 'none'],
    ['docs/guide.md', NYGARD, 'none'],
  ])('%s: %j is %s', (path, text, expected) => {
    const fact = decisionFact(path, text);
    const said =
      fact === null
        ? 'none'
        : [fact.data.number ?? '-', fact.subject, fact.value, fact.data.date ?? '-'].join(' ');
    expect(said).toBe(expected);
  });

  it.each([
    [
      'Superseded by [3. Use PostgreSQL](0003-use-postgresql.md)',
      'superseded',
      { superseded_by: '0003-use-postgresql.md' },
    ],
    [
      'Accepted\n\nSupersedes [1. Use files](0001-use-files.md)',
      'accepted',
      { supersedes: '0001-use-files.md' },
    ],
    ['Accepted\n\nSuperseded by ADR-7', 'superseded', { superseded_by: '7' }],
    ['Accepted', 'accepted', {}],
  ])('with the status %j is %s, and linked to what it replaces', (status, word, links) => {
    const fact = decisionFact('adr/0002-x.md', `# X\n\n## Status\n\n${status}\n\n## Context\n`);
    expect(fact?.value).toBe(word);
    const { supersedes, superseded_by } = fact?.data ?? { number: null };
    expect({ ...(supersedes && { supersedes }), ...(superseded_by && { superseded_by }) }).toEqual(links);
  });
});
