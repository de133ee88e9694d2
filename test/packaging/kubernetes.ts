/** The Kubernetes manifests as objects, and what the API's own types say of them. */
import { join } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { HOUSE } from '../house/house.ts';
import { yamlDocumentsOf, yamlOf } from './deployment.ts';

export const BASE = 'deploy/kubernetes/base';

export interface Container {
  readonly image: string;
  readonly args: string[];
  readonly env?: { readonly name: string }[];
  readonly envFrom?: { readonly secretRef: { readonly name: string } }[];
  readonly ports?: { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: Record<string, unknown>;
  readonly volumeMounts: { readonly name: string; readonly mountPath: string }[];
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } };
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: object };
    readonly template?: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly containers: [Container];
        readonly securityContext: Record<string, unknown>;
        readonly terminationGracePeriodSeconds?: number;
        readonly volumes: { readonly name: string }[];
      };
    };
  };
}

export interface Kustomization {
  readonly resources: string[];
  readonly images: { readonly name: string; readonly newTag: string }[];
  readonly configMapGenerator: { readonly name: string; readonly files: string[] }[];
}

export const kustomization = yamlOf(`${BASE}/kustomization.yaml`) as Kustomization;

/** What the kustomization applies, before it changes names and labels. */
export const manifests = kustomization.resources.flatMap(
  (file) => yamlDocumentsOf(`${BASE}/${file}`) as Manifest[],
);

interface Addition {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

/** The manifests with the patch of the sandbox, whose operations add single fields. */
export function withSandbox(): Manifest[] {
  const { patches } = yamlOf('deploy/kubernetes/sandbox/kustomization.yaml') as {
    patches: { target: { kind: string }; patch: string }[];
  };
  return manifests.map((manifest) => {
    const copy = structuredClone(manifest);
    for (const { target, patch } of patches)
      if (target.kind === copy.kind) for (const addition of additionsIn(patch)) add(copy, addition);
    return copy;
  });
}

function additionsIn(patch: string): Addition[] {
  return parse(patch) as Addition[];
}

function add(object: object, { op, path, value }: Addition): void {
  const keys = path.slice(1).split('/');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Record<string, unknown> | undefined>(
    (inside, key) => inside?.[key] as Record<string, unknown> | undefined,
    object as Record<string, unknown>,
  );
  if (op !== 'add' || parent === undefined) throw new Error(`the patch adds ${path} to nothing`);
  parent[last] = value;
}

/** Compiles the objects as literals of the types of `kubernetes-types`, so that no key and no form goes unchecked. */
export function typeFaults(all: readonly Manifest[]): string[] {
  const source = all
    .map(({ apiVersion, kind, ...rest }, index) => {
      const path = apiVersion === 'v1' ? 'core/v1' : apiVersion.replace('.k8s.io', '');
      const literal = JSON.stringify({ apiVersion, kind, ...rest }, null, 1);
      return `export const manifest${index}: import('kubernetes-types/${path}').${kind} = ${literal};`;
    })
    .join('\n');
  const file = join(HOUSE, 'test/packaging/checked-manifests.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, target) =>
    name === file ? ts.createSourceFile(name, source, target) : getSourceFile.call(host, name, target);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
