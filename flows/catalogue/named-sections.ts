/** The sections that a flow of the operator's own may choose for its report, by name; a run stores the names. */
import type { FactKind } from '../contracts/evidence-pack.ts';
import { atAGlance } from '../report/at-a-glance.ts';
import type { FlowSections } from '../report/document.ts';
import { aboutSection } from '../report/project-about.ts';
import { changedFiles } from './code-review-sections.ts';
import { tourSections } from './codebase-tour-sections.ts';
import { dependencySection } from './dependency-section.ts';
import { hotspotMap } from './hotspot-map.ts';
import { looseEndTable, worstFunctions } from './tech-debt-sections.ts';

export interface NamedSection {
  readonly name: string;
  /** what it is about: a tree, the change between two commits, either, or the statements of a map */
  readonly on: 'tree' | 'change' | 'both' | 'map';
  /** the facts that it shows */
  readonly kinds: readonly FactKind[];
  readonly sections: Partial<FlowSections>;
}

/** In the order in which a report shows them. */
export const NAMED_SECTIONS: readonly NamedSection[] = [
  {
    name: 'at-a-glance',
    on: 'both',
    kinds: ['manifests', 'langs', 'history', 'dup-share', 'test-reach'],
    sections: { before: (model) => atAGlance(model) },
  },
  { name: 'about', on: 'both', kinds: ['about', 'langs', 'history'], sections: { before: aboutSection } },
  {
    name: 'worst-functions',
    on: 'tree',
    kinds: ['hotspot', 'complexity', 'longfn'],
    sections: { before: worstFunctions },
  },
  {
    name: 'changed-files',
    on: 'change',
    kinds: ['diff', 'test-reach'],
    sections: { after: (model) => changedFiles(model) },
  },
  {
    name: 'dependencies',
    on: 'change',
    kinds: ['dependency-diff'],
    sections: { after: ({ pack }) => dependencySection(pack) },
  },
  { name: 'map', on: 'map', kinds: ['command'], sections: { after: tourSections } },
  {
    name: 'loose-ends',
    on: 'both',
    kinds: ['loose-end', 'lockfile', 'manifests'],
    sections: { after: looseEndTable },
  },
  { name: 'hotspot-map', on: 'both', kinds: ['hotspot'], sections: { map: hotspotMap } },
];

/** Of names that a step stores, separated by blanks; one that a later version does not know any more is left out. */
export function sectionsNamed(names: string): FlowSections {
  const chosen = NAMED_SECTIONS.filter(({ name }) => names.split(' ').includes(name)).map(
    ({ sections }) => sections,
  );
  return {
    before: (model, page) => chosen.flatMap(({ before }) => before?.(model, page) ?? []),
    after: (model, page) => chosen.flatMap(({ after }) => after?.(model, page) ?? []),
    map: (model) => chosen.flatMap(({ map }) => map?.(model) ?? []),
  };
}
