/** What the forms for runs and schedules offer: projects, and the sizes of a flow with what they take. */
import type { FlowDocument, ProjectList } from '../../../../runner/core/listings.ts';
import { sizeInWords } from '../../../../runner/core/size.ts';
import { capitalized, shortProject } from '../../../../runner/core/wording.ts';
import type { Choice } from '../options.ts';

export function projectChoices(projects: ProjectList['projects']): Choice[] {
  return projects.map(({ id }) => ({ value: id, label: shortProject(id) }));
}

export function flowChoices(flows: readonly FlowDocument[]): Choice[] {
  return flows.map(({ name, title }) => ({ value: name, label: title }));
}

export function sizeChoices({ sizes }: FlowDocument): Choice[] {
  return sizes.map(({ band, ...size }) => ({
    value: band,
    label: `${capitalized(band)}: ${sizeInWords(size)}`,
  }));
}
