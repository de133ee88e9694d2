import { describe, expect, it } from 'vitest';
import { createCatalogue, FLOWS, flowReport } from '../../../flows/catalogue/catalogue.ts';
import { codeReview } from '../../../flows/catalogue/code-review.ts';
import type { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import type { CodeHandler } from '../../../runner/core/ports/catalogue.ts';
import { personas, shared } from '../prompt/fixture.ts';

const handler: CodeHandler = async () => ({ output: '', summary: '' });
const ids = FLOWS.flatMap((flow) => flow.steps).flatMap((step) => step.handler ?? []);
const handlers = Object.fromEntries(ids.map((id) => [id, handler]));

describe('flowReport', () => {
  it('has the title of a flow of the list', () => {
    expect(flowReport('tech-debt').title).toBe('Tech debt');
  });

  it('takes title and sections of an own flow from its step, whatever its file has become', () => {
    const { title, sections } = flowReport('mine', { title: 'Mine', sections: 'hotspot-map gone' });
    expect(title).toBe('Mine');
    expect(sections.after({} as ReportModel, {} as Page)).toEqual([]);
    expect(sections.map?.({ pack: null, scope: null, failure: null } as ReportModel)).toEqual([]);
  });

  it('has the name of a flow that is gone as title, and no sections', () => {
    const { title, sections } = flowReport('former');
    expect(title).toBe('former');
    expect(sections.after({} as ReportModel, {} as Page)).toEqual([]);
  });
});

describe('createCatalogue', () => {
  it('plans a run with the needs of each step before it and render last', () => {
    const steps = createCatalogue({ personas, shared, handlers }).plan(codeReview, 'small', false);
    expect(steps.map((step) => step.step_id)).toEqual([
      'scope',
      'evidence',
      'rules',
      'triage',
      'lens:correctness',
      'lens:security',
      'verify',
      'merge',
      'skeptic-1',
      'verify-verdicts',
      'verdict',
      'synth',
      'check',
      'render',
    ]);
  });

  it('needs exactly the code steps that the flows are specified with', () => {
    expect([...new Set(ids)].sort()).toEqual(
      [
        'scope',
        'evidence',
        'rules',
        'triage',
        'check-draft',
        'verify',
        'merge',
        'verify-verdicts',
        'verdict',
        'check-report',
        'render',
      ].sort(),
    );
  });

  it('names every flow once', () => {
    expect(new Set(FLOWS.map((flow) => flow.name)).size).toBe(FLOWS.length);
  });

  it('refuses a flow whose handler is not there', () => {
    const { verify: _verify, ...rest } = handlers;
    expect(() => createCatalogue({ personas, shared, handlers: rest })).toThrow(
      'step verify of tech-debt names the handler verify, which does not exist',
    );
  });

  it('refuses a flow whose persona has no file', () => {
    const others = personas.filter((persona) => persona.id !== 'tour-guide');
    expect(() => createCatalogue({ personas: others, shared, handlers })).toThrow(
      'step lens:tour of codebase-tour names the persona tour-guide, which has no file',
    );
  });

  it('refuses a flow whose contract does not exist', () => {
    const steps = codeReview.steps.map((step) =>
      step.step_id === 'synth' ? { ...step, contract: 'Poem' } : step,
    );
    expect(() => createCatalogue({ personas, shared, handlers, flows: [{ ...codeReview, steps }] })).toThrow(
      'step synth of code-review names the contract Poem, which does not exist',
    );
  });
});
