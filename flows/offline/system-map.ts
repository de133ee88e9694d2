/** The map without a model: folders as modules, imports as relations, external systems by packages and settings. */
import type { StepBrief } from '../contracts/brief.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { SystemMap } from '../contracts/map.ts';
import { modulesOfPart } from '../folders.ts';
import { cite } from '../rules/cite.ts';
import { wordsOf } from '../wording.ts';
import { layoutOf, modulesOf, relationsOf } from './modules.ts';

const MOST_ENTRIES = 20;

export function mapAnswer({ persona, pack, scope, params }: StepBrief): SystemMap {
  // What the words of a domain mean, or whatever another explorer looks for, needs a reader.
  if (persona !== CARTOGRAPHER && !wordsOf(params.rules).includes(CARTOGRAPHER)) return EMPTY;
  const layout = layoutOf(pack, scope.files);
  const modules = modulesOf(layout);
  const relations = relationsOf(layout, new Set(modules.map(({ id }) => id)));
  const source = scope.files.filter(({ role }) => role === 'src');
  const part = params.part === undefined ? null : new Set(modulesOfPart(source, params.part));
  const isMine = (module: string): boolean => part?.has(module) !== false;
  return {
    modules: modules.filter(({ id }) => isMine(id)),
    relations: relations.filter(({ from }) => isMine(from)),
    entryPoints: entryPoints(pack),
    externalSystems: externalSystems(pack),
  };
}

const CARTOGRAPHER = 'cartographer';

const EMPTY: SystemMap = { modules: [], relations: [], entryPoints: [], externalSystems: [] };

function entryPoints(pack: EvidencePack): SystemMap['entryPoints'] {
  return factsOf(pack, 'entry')
    .filter((fact) => fact.path !== null)
    .slice(0, MOST_ENTRIES)
    .map((fact) => ({
      name: entryName(fact),
      path: fact.data.target,
      evidence: cite(fact),
      assumption: false,
    }));
}

/** `lib/cli.js (command shop)`. */
function entryName({ value, data }: FactOf<'entry'>): string {
  const named = data.how === 'command' && !data.target.endsWith(String(value)) ? ` ${value}` : '';
  return `${data.target} (${data.how}${named})`;
}

type ExternalSystem = SystemMap['externalSystems'][number];

const MOST = 20;

/** Packages that are clients of a system. */
const CLIENTS: readonly (readonly [system: string, packages: RegExp])[] = [
  [
    'PostgreSQL',
    /^(pg|postgres|psycopg2?(-binary)?|asyncpg|github\.com\/(lib\/pq|jackc\/pgx.*)|tokio-postgres)$/,
  ],
  ['MySQL', /^(mysql2?|pymysql|mysqlclient|github\.com\/go-sql-driver\/mysql)$/i],
  ['SQLite', /^(sqlite3|better-sqlite3|rusqlite|github\.com\/mattn\/go-sqlite3)$/],
  ['MongoDB', /^(mongodb|mongoose|pymongo|motor|go\.mongodb\.org\/mongo-driver.*)$/],
  ['Redis', /^(redis|ioredis|@redis\/client|github\.com\/redis\/go-redis.*|bullmq|bull)$/],
  ['Kafka', /^(kafkajs|confluent-kafka|kafka-python|github\.com\/segmentio\/kafka-go)$/],
  ['RabbitMQ', /^(amqplib|pika|lapin|github\.com\/rabbitmq\/amqp091-go)$/],
  ['Elasticsearch', /^(@elastic\/elasticsearch|elasticsearch)$/],
  ['AWS', /^(aws-sdk|@aws-sdk\/.*|boto3|github\.com\/aws\/aws-sdk-go.*)$/],
  ['Google Cloud', /^(@google-cloud\/.*|google-cloud-.*)$/],
  ['Slack', /^(@slack\/.*|slack-sdk|slack-bolt)$/],
  ['Discord', /^(discord\.js|@discordjs\/.*|discord\.py)$/],
  ['GitHub', /^(@octokit\/.*|octokit|pygithub)$/i],
  ['Stripe', /^stripe$/],
  ['Sentry', /^(@sentry\/.*|sentry-sdk)$/],
  ['a mail server', /^(nodemailer|aiosmtplib)$/],
  ['a model API', /^(openai|anthropic|@anthropic-ai\/.*|@ai-sdk\/.*|@google\/genai|google-generativeai)$/],
];

export function externalSystems(pack: EvidencePack): ExternalSystem[] {
  return [...byPackage(pack), ...bySetting(pack)].slice(0, MOST);
}

function byPackage(pack: EvidencePack): ExternalSystem[] {
  const manifests = factsOf(pack, 'manifests');
  return CLIENTS.flatMap(([name, packages]) => {
    for (const fact of manifests) {
      const found = fact.data.dependencies.find((dependency) => packages.test(dependency));
      if (found === undefined) continue;
      return [{ name, why: `${fact.path} depends on ${found}.`, evidence: cite(fact), assumption: false }];
    }
    return [];
  });
}

function bySetting(pack: EvidencePack): ExternalSystem[] {
  return factsOf(pack, 'env')
    .filter(({ subject }) => /_(URL|URI|DSN|HOST|ENDPOINT)$/.test(subject ?? ''))
    .map((fact) => ({
      name: `address in ${fact.subject}`,
      why: 'The address is read from the environment.',
      evidence: cite(fact),
      assumption: false,
    }));
}
