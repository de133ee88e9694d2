/** The Kubernetes manifests against the types of the API, and what they say of Baton. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings } from '../../bot/config/settings-file.ts';
import { HOUSE, textOf } from '../house/house.ts';
import { DEFAULT_PORT, expectKnownVariables, expectUnderstood } from './deployment.ts';
import { imageEnvironment } from './dockerfile.ts';
import {
  BASE,
  type Container,
  kustomization,
  type Manifest,
  manifests,
  typeFaults,
  withSandbox,
} from './kubernetes.ts';

const { version } = JSON.parse(textOf('package.json')) as { version: string };

const withPods = manifests.flatMap(({ kind, metadata, spec: { template } }) =>
  template === undefined
    ? []
    : [{ name: metadata.name, kind, pod: template.spec, container: template.spec.containers[0] }],
);
const services = withPods.filter(({ kind }) => kind === 'Deployment');
const cases = (of: typeof withPods) => of.map((each) => [each.name, each] as const);

test('the manifests are written as the API takes them', () => {
  expect(manifests.map(({ kind }) => kind).toSorted()).toEqual([
    ...['Deployment', 'Deployment', 'Job', 'NetworkPolicy', 'NetworkPolicy'],
    ...['PodDisruptionBudget', 'PodDisruptionBudget', 'Service'],
  ]);
  expect(typeFaults(manifests)).toEqual([]);
});

test('a misspelled key would be found', () => {
  const text = JSON.stringify(manifests).replace('readOnlyRootFilesystem', 'readonlyRootFilesystem');
  expect(typeFaults(JSON.parse(text) as Manifest[])).toEqual([
    expect.stringContaining('readonlyRootFilesystem'),
  ]);
});

test('with the sandbox they are too, and each service has its user namespace and its own /proc', () => {
  const patched = withSandbox();
  expect(typeFaults(patched)).toEqual([]);
  const pods = patched.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template?.spec);
  expect(pods).toHaveLength(2);
  for (const pod of pods) {
    expect(pod).toMatchObject({ hostUsers: false });
    expect(pod?.containers[0].securityContext).toMatchObject({
      procMount: 'Unmasked',
      readOnlyRootFilesystem: true,
    });
  }
});

test('the kustomization names files that exist, the image of the pods, and this version', () => {
  const named = [
    ...kustomization.resources,
    ...kustomization.configMapGenerator.flatMap(({ files }) => files),
  ];
  expect(named.filter((file) => !existsSync(join(HOUSE, BASE, file)))).toEqual([]);
  expect(new Set(withPods.map(({ container }) => container.image))).toEqual(
    new Set(kustomization.images.map(({ name }) => name)),
  );
  expect(kustomization.images.map(({ newTag }) => newTag)).toEqual([version]);
});

test('the settings that they give can be read', () => {
  const { settings } = parseSettings(textOf(`${BASE}/baton.yaml`), 'baton.yaml');
  expect(Object.values(settings.projects).every(({ url }) => url !== null)).toBe(true);
});

test.each(cases(withPods))(
  '%s runs a command and sets variables that Baton knows',
  async (_name, { container }) => {
    await expectUnderstood(container.args);
    expectKnownVariables((container.env ?? []).map(({ name }) => name));
  },
);

test.each(cases(withPods))(
  '%s is no root, has no privileges, and writes to volumes only',
  (_name, { pod, container }) => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const { BATON_HOME } = imageEnvironment();
    const mounted = container.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounted).toEqual(expect.arrayContaining([BATON_HOME, '/tmp']));
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      pod.volumes.map(({ name }) => name).toSorted(),
    );
  },
);

test.each(cases(services))(
  '%s is asked at the port and the routes that Baton answers, and has time to stop',
  (_name, { pod, container }) => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(DEFAULT_PORT) }]);
    const probes = (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map(
      (name) => container[name]?.httpGet,
    );
    expect(probes).toEqual(['/healthz', '/healthz', '/readyz'].map((path) => ({ path, port: 'http' })));
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
  },
);

test('workers answer the probes, and get no token of a chat platform or of the API', () => {
  const secretsOf = (container: Container | undefined) =>
    (container?.envFrom ?? []).map(({ secretRef }) => secretRef.name);
  const [bot, worker] = ['baton-bot', 'baton-worker'].map(
    (name) => services.find((each) => each.name === name)?.container,
  );
  expect(worker?.args).toContain('--probes');
  expect(secretsOf(worker)).toEqual(['baton']);
  expect(secretsOf(bot)).toEqual(['baton', 'baton-bot']);
});

test('what selects pods selects some', () => {
  const labels = withPods.length;
  expect(labels).toBe(3);
  const templates = manifests.flatMap(({ spec: { template } }) =>
    template === undefined ? [] : [template.metadata.labels],
  );
  const selectors = manifests.flatMap(({ spec: { selector } }) => selector?.matchLabels ?? []);
  expect(selectors).toHaveLength(4);
  for (const selector of selectors) expect(templates).toContainEqual(selector);
});
