/** What files say of how a service runs: Docker, Compose, Kubernetes, Procfile, systemd, samples of settings. */
import { describe, expect, it } from 'vitest';
import { containerReaderFor } from '../../../../../flows/evidence/collectors/operations/containers.ts';

const read = (path: string, text: string): string[] =>
  (containerReaderFor(path)?.(path, text) ?? []).flatMap((fact) =>
    fact.kind === 'docker'
      ? [`${fact.line} ${fact.data.service ?? '-'} ${fact.data.instruction} ${fact.value}`]
      : [],
  );

const COMPOSE = [
  'services:',
  '  api:',
  '    image: shop:1.2',
  '    ports:',
  '      - "8080:80"',
  '    volumes:',
  '      - data:/data',
  '    environment:',
  '      - LOG_LEVEL=info',
  '      REGION: eu',
  '    healthcheck:',
  '      test: ["CMD", "true"]',
  '  db:',
  '    restart: always # for ever',
  'volumes:',
  '  data:',
].join('\n');
const DEPLOYMENT = [
  'apiVersion: apps/v1',
  'spec:',
  '  replicas: 2',
  '  containers:',
  '    - image: shop:1.2',
  '      ports:',
  '        - containerPort: 80',
  '      livenessProbe:',
  '        httpGet:',
  '          path: /healthz',
  '      volumeMounts:',
  '        - path: /data',
].join('\n');

describe('a file about running', () => {
  it.each([
    [
      'Dockerfile',
      'FROM node:22\nEXPOSE 80\nHEALTHCHECK CMD true',
      ['1 - FROM node:22', '2 - EXPOSE 80', '3 - HEALTHCHECK CMD true'],
    ],
    [
      'compose.yaml',
      COMPOSE,
      [
        ...[
          '3 api image shop:1.2',
          '5 api port 8080:80',
          '7 api volume data:/data',
          '9 api environment LOG_LEVEL=info',
        ],
        ...['10 api environment REGION=eu', '12 api health check ["CMD", "true"]', '14 db restart always'],
      ],
    ],
    [
      'k8s/api.yaml',
      DEPLOYMENT,
      ['3 - replicas 2', '5 - image shop:1.2', '7 - containerPort 80', '10 - livenessProbe /healthz'],
    ],
    ['k8s/values.yaml', 'image: shop:1.2\n', []],
    [
      'Procfile',
      'web: node server.js\nworker: node worker.js\n',
      ['1 web process node server.js', '2 worker process node worker.js'],
    ],
    [
      'deploy/shop.service',
      '[Service]\nExecStart=/usr/bin/shop\nRestart=always\n',
      ['2 - ExecStart /usr/bin/shop', '3 - Restart always'],
    ],
    [
      '.env.example',
      '# the database\nDATABASE_URL=postgres://localhost/shop\nSECRET=\n',
      ['2 - environment DATABASE_URL=postgres://localhost/shop', '3 - environment SECRET='],
    ],
    ['src/app.yaml', 'image: shop\n', []],
  ])('%s is read', (path, text, expected) => {
    expect(read(path, text)).toEqual(expected);
  });
});
