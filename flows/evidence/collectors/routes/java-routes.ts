/** Routes of Java by annotations (Spring, JAX-RS, Micronaut), and Javalin's and Spark's by calls. */
import type { SgNode } from '@ast-grep/napi';
import {
  ANY,
  given,
  guardsAmong,
  joined,
  lineOf,
  methodOf,
  namedHandler,
  plainString,
  type Route,
} from './route.ts';

export const JAVA_HINT =
  /@(?:\w*Mapping|Path|Controller|Get|Post|Put|Patch|Delete)\b|\bimport\s+(?:static\s+)?(?:io\.javalin|spark\.Spark)/;

const CLASSES = ['class_declaration', 'interface_declaration', 'record_declaration'];
/** They call what others serve. */
const CLIENTS = /^(?:FeignClient|RegisterRestClient|HttpExchange|Client|Retrofit)$/;
const GUARDS =
  /^(?:PreAuthorize|PostAuthorize|Secured|RolesAllowed|Authenticated|RequiresAuthentication|RequiresPermissions|RequiresRoles|SaCheck\w*)$/;

interface Annotation {
  readonly name: string;
  readonly node: SgNode;
  /** its argument of this name; the one without a name is `value` */
  value(name: string): SgNode | null;
}

export function javaRoutes(root: SgNode, text: string): Route[] {
  const imported = /\bimport\s+(?:static\s+)?(?:io\.javalin|spark\.Spark)/.test(text);
  return [
    ...root.findAll({ rule: { any: CLASSES.map((kind) => ({ kind })) } }).flatMap(routesOfClass),
    ...(imported ? calledRoutes(root) : []),
  ];
}

function routesOfClass(node: SgNode): Route[] {
  const own = annotationsOf(node);
  const named = (name: string): Annotation | undefined => own.find((one) => one.name === name);
  const mapping = named('RequestMapping') ?? named('Path') ?? named('Controller');
  const isController = mapping !== undefined || named('RestController') !== undefined;
  if (!isController || own.some(({ name }) => CLIENTS.test(name))) return [];
  // The value of Spring's `@Controller` is the name of a bean.
  const isPlaced =
    mapping !== undefined && (mapping.name !== 'Controller' || /^\//.test(pathsOf(mapping)[0] ?? ''));
  const prefixes = isPlaced ? pathsOf(mapping) : [];
  if (isPlaced && prefixes.length === 0 && hasPath(mapping)) return [];
  const guards = own.filter(({ name }) => GUARDS.test(name)).map(({ node: one }) => one.text());
  const members = (node.field('body')?.children() ?? []).filter(
    (child) => child.kind() === 'method_declaration',
  );
  return members.flatMap((member) => routesOfMethod(member, prefixes.length === 0 ? [''] : prefixes, guards));
}

function routesOfMethod(member: SgNode, prefixes: readonly string[], around: readonly string[]): Route[] {
  const own = annotationsOf(member);
  const guards = [
    ...new Set(
      [...around, ...own.filter(({ name }) => GUARDS.test(name)).map(({ node }) => node.text())].map((one) =>
        one.replace(/\s+/g, ' ').slice(0, 60),
      ),
    ),
  ].sort();
  const path = own.find(({ name }) => name === 'Path');
  const routes: Route[] = [];
  for (const annotation of own) {
    const methods = methodsOf(annotation);
    const place = /Mapping$|^(?:Get|Post|Put|Patch|Delete|Head|Options)$/.test(annotation.name)
      ? annotation
      : path;
    if (methods.length === 0 || (place !== undefined && pathsOf(place).length === 0 && hasPath(place)))
      continue;
    const paths = place === undefined ? [''] : pathsOf(place);
    for (const prefix of prefixes)
      for (const one of paths.length === 0 ? [''] : paths)
        for (const method of methods)
          routes.push({
            method,
            route: joined(joined('', prefix), one),
            line: lineOf(annotation.node),
            handler: member.field('name')?.text() ?? null,
            guards,
          });
  }
  return routes;
}

/** `@GetMapping`, `@RequestMapping(method = …)`, JAX-RS's `@GET` (Retrofit's has an argument), Micronaut's `@Get`. */
function methodsOf(annotation: Annotation): string[] {
  const { name, node } = annotation;
  if (name === 'RequestMapping') {
    const listed = [
      ...(annotation.value('method')?.text() ?? '').matchAll(/\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g),
    ].map(([, one = '']) => one);
    return listed.length === 0 ? [ANY] : listed;
  }
  const word =
    /^(Get|Post|Put|Patch|Delete)Mapping$/.exec(name)?.[1] ??
    (/^(?:Get|Post|Put|Patch|Delete|Head|Options)$/.test(name) ? name : '');
  if (word !== '') return [methodOf(word) ?? ANY];
  return /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(name) && node.kind() === 'marker_annotation'
    ? [name]
    : [];
}

function annotationsOf(node: SgNode): Annotation[] {
  const modifiers = node.children().find((child) => child.kind() === 'modifiers');
  return (modifiers?.children() ?? [])
    .filter((child) => /annotation$/.test(String(child.kind())))
    .map((child) => ({
      name: (child.field('name')?.text() ?? '').replace(/^.*\./, ''),
      node: child,
      value: (name) => {
        const all = given(child.field('arguments'));
        const pair = all.find(
          (one) => one.kind() === 'element_value_pair' && one.field('key')?.text() === name,
        );
        return (
          pair?.field('value') ??
          (name === 'value' ? (all.find((one) => one.kind() !== 'element_value_pair') ?? null) : null)
        );
      },
    }));
}

function placeIn(annotation: Annotation): SgNode | null {
  return annotation.value('value') ?? annotation.value('path') ?? annotation.value('uri');
}

/** Whether a path is written, be it a string or a constant that is declared elsewhere. */
function hasPath(annotation: Annotation): boolean {
  return placeIn(annotation) !== null;
}

function pathsOf(annotation: Annotation): string[] {
  const place = placeIn(annotation);
  if (place === null) return [];
  const all = place.kind() === 'element_value_array_initializer' ? given(place) : [place];
  return all.flatMap((one) => plainString(one.text()) ?? []);
}

/** `app.get("/x", ctx -> …)` and `get("/x", (request, response) -> …)`. */
function calledRoutes(root: SgNode): Route[] {
  return root.findAll({ rule: { kind: 'method_invocation' } }).flatMap((call): Route[] => {
    const method = methodOf(call.field('name')?.text() ?? '');
    const receiver = call.field('object')?.text() ?? '';
    const args = given(call.field('arguments'));
    const path = plainString(args[0]?.text() ?? '');
    const handler = args[1];
    const isHandler =
      /^(?:lambda_expression|method_reference|identifier|object_creation_expression|field_access)$/.test(
        String(handler?.kind()),
      );
    if (
      method === null ||
      path === null ||
      !path.startsWith('/') ||
      !isHandler ||
      !/^(?:|\w*[aA]pp|Spark|server|javalin|path|router)$/.test(receiver)
    )
      return [];
    return [
      {
        method,
        route: path,
        line: lineOf(call),
        handler: namedHandler(handler?.text() ?? ''),
        guards: guardsAmong(args.slice(2).map((one) => one.text())),
      },
    ];
  });
}
