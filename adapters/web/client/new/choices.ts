/** What the forms for runs and schedules offer: projects, and the sizes of a flow with what they take. */
import type { FlowDocument, ProjectList } from '../../../../runner/core/listings.ts';
import { sizeInWords } from '../../../../runner/core/size.ts';
import { capitalized, shortProject } from '../../../../runner/core/wording.ts';
import type { Choice } from './fields.ts';

/** What an earlier run or a schedule has and is not offered any more is shown, and the server says what is wrong with it. */
function withChosen(choices: readonly Choice[], chosen: string): Choice[] {
  return choices.some(({ value }) => value === chosen)
    ? [...choices]
    : [...choices, { value: chosen, label: chosen }];
}

export function projectChoices(projects: ProjectList['projects'], chosen = ''): Choice[] {
  const choices = projects.map(({ id }) => ({ value: id, label: shortProject(id) }));
  return withChosen(choices, chosen);
}

export function flowChoices(flows: readonly FlowDocument[], chosen: string): Choice[] {
  return withChosen(
    flows.map(({ name, title }) => ({ value: name, label: title })),
    chosen,
  );
}

export function sizeChoices({ sizes }: FlowDocument): Choice[] {
  return sizes.map(({ band, ...size }) => ({
    value: band,
    label: `${capitalized(band)}: ${sizeInWords(size)}`,
  }));
}
