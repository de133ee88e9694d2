/** The selects of forms: in general, and those for the size and the project of a run, which several forms have. Pure. */
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Field, Option } from '../../runner/core/ports/views.ts';
import { sizeInWords, sizeOf } from '../../runner/core/size.ts';
import { BANDS, type Band, type Flow } from '../../runner/core/step-spec.ts';
import { capitalized, shortProject } from '../wording.ts';

export type SelectField = Extract<Field, { kind: 'select' }>;

/** A select in which something has to be chosen; `watched`: choosing changes the form. */
export function selectField(
  id: string,
  label: string,
  chosen: string | null,
  options: readonly Option[],
  watched = false,
): SelectField {
  return { kind: 'select', id, label, options, chosen, optional: false, watched };
}

/** `flow` undefined: none can be chosen, so nothing is known of its sizes. */
export function sizeField(
  chosen: string | null | undefined,
  flow: Flow | undefined,
  plan: Catalogue['plan'],
): SelectField {
  const options = BANDS.map((band): Option => {
    const description = flow === undefined ? '' : capitalized(sizeInWords(sizeOf(plan(flow, band, false))));
    return { value: band, label: capitalized(band), description };
  });
  return selectField('size', 'Size', bandOf(chosen), options);
}

/** Returns the size that was chosen; small for anything else. */
export function bandOf(chosen: string | null | undefined): Band {
  return BANDS.find((band) => band === chosen) ?? 'small';
}

/** Keeps a project that is not among the offered ones: access is checked when the form is submitted. */
export function projectField(chosen: string | null, offered: readonly string[]): SelectField {
  const ids = chosen === null ? offered : [...new Set([...offered, chosen])];
  return selectField(
    'project',
    'Project',
    chosen,
    ids.map((id) => ({ value: id, label: shortProject(id) })),
  );
}
