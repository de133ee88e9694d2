import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { isAgentContract } from '../../flows/contracts/contracts.ts';
import { FACT_KINDS } from '../../flows/contracts/evidence-pack.ts';
import { SHARED_FOR } from '../../flows/prompt/prompt.ts';
import { loadPersonas, readPersona } from '../../personas/load.ts';

const folder = join(import.meta.dirname, '../../personas');
const kinds: ReadonlySet<string> = new Set(FACT_KINDS);
const { personas, shared } = await loadPersonas(folder);

/** How agents that may change files call the tools for it. */
const WRITE_TOOLS =
  /\b(Write|Edit|MultiEdit|NotebookEdit|Bash|apply_patch|str_replace|create_file|write_file|edit_file|git (add|commit|push|checkout|reset)|npm (install|i|ci)|mkdir|rm -|sed -i|chmod)\b/;

describe.each(personas.map((persona) => [persona.id, persona] as const))('%s', (id, persona) => {
  it('says its remit, what it looks for, how, what it must not do and what it returns, in that order', () => {
    const headings = [...persona.body.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Remit', 'Look for', 'Method', 'Must not', 'Return']);
  });

  it('says it in at most 900 words', async () => {
    const words = (await readFile(join(folder, `${id}.md`), 'utf8'))
      .split(/\s+/)
      .filter((word) => word !== '');
    expect(words.length).toBeLessThanOrEqual(900);
  });

  it('returns a contract that exists and sees only kinds of facts that exist', () => {
    expect(isAgentContract(persona.contract)).toBe(true);
    expect(persona.factKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(new Set(persona.factKinds).size).toBe(persona.factKinds.length);
  });

  it('names no tool that writes', () => {
    expect(WRITE_TOOLS.exec(persona.body)).toBeNull();
  });
});

describe('the personas', () => {
  it('are 23, with an id and a name each, no two the same', () => {
    expect(personas).toHaveLength(23);
    expect(new Set(personas.map(({ id }) => id)).size).toBe(23);
    expect(new Set(personas.map(({ name }) => name)).size).toBe(23);
  });

  it('are those that the flows name: each is used, and none is missing', () => {
    const named = new Set(FLOWS.flatMap((flow) => flow.steps.flatMap((step) => step.persona ?? [])));
    expect(personas.map(({ id }) => id)).toEqual([...named].sort());
  });

  it('return in each of their steps a contract that their text speaks of', () => {
    const steps = FLOWS.flatMap((flow) => flow.steps).filter(({ persona }) => persona !== null);
    const unsaid = steps.filter(({ persona, contract, params }) => {
      const returns = personas.find(({ id }) => id === persona)?.body.split('## Return')[1] ?? '';
      return params?.mode !== 'gap' && !returns.includes(`\`${contract}\``);
    });
    expect([...new Set(unsaid.map(({ persona, contract }) => `${persona}: ${contract}`))]).toEqual([]);
  });

  it('may return as many findings as their largest step allows, when they return findings', () => {
    const lenses = FLOWS.flatMap((flow) => flow.steps).filter((step) => step.contract === 'LensOutput');
    const short = personas.filter((persona) =>
      lenses.some((step) => step.persona === persona.id && persona.maxFindings < step.budget.maxFindings),
    );
    expect(short.map((persona) => persona.id)).toEqual([]);
  });

  it('see every kind of fact, each of them somebody, but what only code reads', () => {
    const seen = new Set(personas.flatMap(({ factKinds }) => factKinds));
    expect(FACT_KINDS.filter((kind) => !seen.has(kind))).toEqual(['binaries']);
  });

  it('share what every contract asks for, and no text that nobody is told', () => {
    expect(Object.keys(shared).sort()).toEqual([...new Set(Object.values(SHARED_FOR).flat())].sort());
  });
});

describe('readPersona', () => {
  const front =
    'id: scout\nname: Scout\ncategory: Review\ncontract: LensOutput\nfactKinds: [tree]\nmaxFindings: 3';
  const file = (text: string): string => `---\n${text}\n---\n## Remit\nLook.\n`;

  it('takes the body without the front matter', () => {
    expect(readPersona('scout.md', file(front))).toMatchObject({
      id: 'scout',
      maxFindings: 3,
      body: '## Remit\nLook.',
    });
  });

  it.each([
    ['no front matter', '## Remit', /scout\.md can't be used: it does not begin with front matter/],
    ['a missing key', file(front.replace('contract: LensOutput\n', '')), /scout\.md.*contract:/],
    ['an unknown key', file(`${front}\nmodel: big`), /scout\.md.*"model"/],
    ['a wrong type', file(front.replace('[tree]', 'tree')), /scout\.md.*factKinds:/],
    ['a key that no persona has', file(`${front}\ntools: all`), /scout\.md.*"tools"/],
    ['an id that is not the file', file(front.replace('scout', 'ranger')), /scout\.md.*id: is ranger/],
    ['broken YAML', file('id: [scout'), /scout\.md can't be used/],
    ['no body', `---\n${front}\n---\n\n`, /scout\.md.*no text/],
  ])('refuses %s, naming file and key', (_what, text, message) => {
    expect(() => readPersona('scout.md', text)).toThrow(message);
  });
});
