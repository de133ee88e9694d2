/** Files that frameworks and tools load by where they are, so that no import of them is written anywhere. Pure. */
import { posix } from 'node:path';
import { bareName } from '../../roles/languages.ts';

/** Folders whose files are routes, commands, plugins, migrations…, or are served as they are. */
const FOLDERS =
  /(^|\/)(pages|routes|api|apis|functions|netlify|commands|plugins?|middlewares?|migrations?|seeds?|seeders?|locales?|i18n|lang|workers?|jobs|tasks|cron|public|static|assets|templates?|scripts?|bin|tools?|stories|playgrounds?|demos?|examples?|benchmarks?|bench|hooks|extensions?|layouts|server\/(api|routes|middleware)|management\/commands|templatetags|alembic|versions|content|fixtures?|mocks?|storybook|cypress|e2e|docs?|website|spiders|dags|custom_components|library|lambdas?|typings|ambient|shims?|polyfills?)\//i;
/** Names that a framework looks for, or that a program usually starts with. */
const NAMES =
  /^(?:[+_.].*|(?:page|layout|route|loading|error|global-error|not-found|template|default|middleware|proxy|instrumentation(?:-client)?|sitemap|robots|manifest|opengraph-image|icon|apple-icon|root|entry\.(?:client|server)|hooks(?:\.(?:client|server))?|service-worker|sw|app|main|index|server|cli|client|worker|preload|background|content|popup|options|setup|bootstrap|start|run|program|lib|mod|env|global|globals|vite-env|env\.d)\.[^/]+|.*\.(?:config|setup|stories|story|worker|d|mock|fixture|bench|preload|entry|plugin|migration|seed|command)\.[^/.]+|.*rc\.[cm]?js|(?:__init__|__main__|conftest|setup|manage|wsgi|asgi|settings.*|urls|apps|admin|models|views|signals|receivers|tasks|celery|forms|serializers|tests?|gunicorn.*|fabfile|noxfile|lambda_function|dodo|locustfile|sitecustomize|tasks|routes?|config|constants|schemas?)\.py)$/i;

/** Whether a framework, a tool or a person may load a file without an import. */
export function isLoadedByConvention(given: string): boolean {
  const path = bareName(given);
  return FOLDERS.test(path) || NAMES.test(posix.basename(path));
}
