/** All rules. Their findings are ranked by impact, whatever the order here. */

import type { FactKind } from '../contracts/evidence-pack.ts';
import { changedExport, changedRoute, removedExport } from './api.ts';
import { clone, newClone } from './clones.ts';
import { destructiveSql, oneWayMigration } from './data.ts';
import { deprecatedPackages, installScripts, outsidePackages, severalVersions } from './dependencies.ts';
import { hotspot, longFunction, riskyChange, singleOwner } from './hotspots.ts';
import { anyTypes, disabledTest, oldTodo, suppressions, swallowedError } from './leftovers.ts';
import { floatingAction, pipedToShell, toothlessCheck, unpinnedImage } from './operations.ts';
import { unreached, untestedChange } from './reach.ts';
import type { Rule } from './rule.ts';
import { secret } from './secrets.ts';
import { hiddenCoupling, importCycle, newCycle } from './structure.ts';

export const RULES: readonly Rule[] = [
  secret,
  destructiveSql,
  oneWayMigration,
  hotspot,
  unreached,
  untestedChange,
  removedExport,
  clone,
  swallowedError,
  importCycle,
  newCycle,
  riskyChange,
  outsidePackages,
  deprecatedPackages,
  toothlessCheck,
  pipedToShell,
  disabledTest,
  longFunction,
  hiddenCoupling,
  newClone,
  singleOwner,
  anyTypes,
  oldTodo,
  changedExport,
  installScripts,
  severalVersions,
  suppressions,
  floatingAction,
  unpinnedImage,
  changedRoute,
];

/** The kinds of facts that the rules of these personas read. */
export function kindsOfRules(personas: readonly string[]): FactKind[] {
  const theirs = RULES.filter((rule) => rule.lenses.some((lens) => personas.includes(lens)));
  return [...new Set(theirs.flatMap((rule) => rule.kinds))];
}
