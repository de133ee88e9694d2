/** All rules. Their findings are ranked by impact, whatever the order here. */

import type { FactKind } from '../contracts/evidence-pack.ts';
import { changedDefault, changedExport, removedExport } from './api.ts';
import { largeBinaries } from './binaries.ts';
import { clone, newClone } from './clones.ts';
import { destructiveSql, oneWayMigration } from './data.ts';
import { deletedTest } from './deleted-tests.ts';
import {
  deprecatedPackages,
  majorBumps,
  missingLock,
  outsidePackages,
  severalVersions,
} from './dependencies.ts';
import { hotspot, riskyChange } from './hotspots.ts';
import { anyTypes, disabledTest, oldTodo, swallowedError } from './leftovers.ts';
import { longFunction } from './long-functions.ts';
import {
  changedPermission,
  endOfLife,
  ignoredFailure,
  scriptInjection,
  untrustedCheckout,
} from './operations.ts';
import { policyBreach, undeclaredImport, unlicensedDependency, unusedDependency } from './package-rules.ts';
import { unreached, untestedChange } from './reach.ts';
import type { Rule } from './rule.ts';
import { secret } from './secrets.ts';
import {
  codeInjection,
  commandInjection,
  crossSiteScripting,
  openRedirect,
  pathTraversal,
  serverSideRequest,
  sqlInjection,
  uncheckedCertificates,
  unsafeDeserialization,
  weakPasswordHash,
} from './sinks.ts';
import { hiddenCoupling, importCycle, newCycle } from './structure.ts';
import { changedRoute, docsDrift, removedRoute } from './surface.ts';
import { unusedExports, unusedFiles } from './unused.ts';

export const RULES: readonly Rule[] = [
  secret,
  commandInjection,
  codeInjection,
  sqlInjection,
  unsafeDeserialization,
  crossSiteScripting,
  pathTraversal,
  serverSideRequest,
  weakPasswordHash,
  uncheckedCertificates,
  openRedirect,
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
  untrustedCheckout,
  scriptInjection,
  endOfLife,
  missingLock,
  majorBumps,
  changedPermission,
  ignoredFailure,
  disabledTest,
  longFunction,
  hiddenCoupling,
  unusedFiles,
  unusedExports,
  newClone,
  anyTypes,
  oldTodo,
  changedDefault,
  changedExport,
  removedRoute,
  changedRoute,
  docsDrift,
  deletedTest,
  severalVersions,
  policyBreach,
  undeclaredImport,
  unlicensedDependency,
  unusedDependency,
  largeBinaries,
];

/** The kinds of facts that the rules of these personas read. */
export function kindsOfRules(personas: readonly string[]): FactKind[] {
  const theirs = RULES.filter((rule) => rule.lenses.some((lens) => personas.includes(lens)));
  return [...new Set(theirs.flatMap((rule) => rule.kinds))];
}
