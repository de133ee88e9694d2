/**
 * Makes a flow of what its file chose. The steps are those of a template, so no gate can be missing. What the report and
 * the facts need of the file is stored on the steps: a run stays whole when the file changes or goes.
 */
import type { Category, Flow, StepTemplate, When } from '../../runner/core/step-spec.ts';
import { NAMED_SECTIONS } from '../catalogue/named-sections.ts';
import { type Lens, lens } from '../spine/lens.ts';
import { type FindingsTemplate, findingsSteps, mapSteps } from '../spine/spine.ts';

export interface OwnLens extends Omit<Lens, 'when' | 'params'> {
  readonly when: When | null;
  /** one more instruction for this lens; empty for none */
  readonly focus: string;
  /** the built-in personas whose rules it speaks for */
  readonly rules: readonly string[];
}

export interface OwnFlow extends Pick<FindingsTemplate, 'skeptics' | 'gap' | 'arbiter'> {
  readonly name: string;
  readonly category: Category;
  readonly title: string;
  readonly purpose: string;
  readonly question: string;
  readonly compares: Flow['compares'];
  readonly template: 'findings' | 'map';
  readonly lenses: readonly OwnLens[];
  /** names in `NAMED_SECTIONS` */
  readonly sections: readonly string[];
}

export function ownFlow(own: OwnFlow): Flow {
  const { name, category, title, purpose, question, compares, template } = own;
  const lenses = own.lenses.map(templateLens);
  const { skeptics, gap, arbiter } = own;
  const steps =
    template === 'map'
      ? mapSteps({ category, explorers: lenses, skeptics })
      : findingsSteps({ category, lenses, skeptics, gap, arbiter });
  return {
    name,
    category,
    title,
    purpose,
    question,
    compares,
    steps: steps.map((step) => withChoices(step, own)),
    own: true,
  };
}

function templateLens({ name, persona, label, contract, bands, fast, when, focus, rules }: OwnLens): Lens {
  const params = {
    ...(focus === '' ? {} : { focus }),
    ...(rules.length === 0 ? {} : { rules: rules.join(' ') }),
  };
  return lens(name, persona, label, {
    ...{ contract, bands, fast },
    ...(when === null ? {} : { when }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
  });
}

function withChoices(step: StepTemplate, { title, sections }: OwnFlow): StepTemplate {
  if (step.handler === 'render') {
    return { ...step, params: { ...step.params, title, sections: sections.join(' ') } };
  }
  if (step.handler !== 'evidence') return step;
  const kinds = NAMED_SECTIONS.filter(({ name }) => sections.includes(name)).flatMap(
    (section) => section.kinds,
  );
  return { ...step, params: { ...step.params, kinds: [...new Set(kinds)].join(' ') } };
}
