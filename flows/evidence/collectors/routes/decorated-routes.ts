/** Routes of TypeScript classes by decorators: NestJS and its relatives. */
import type { SgNode } from '@ast-grep/napi';
import { guardsAmong, joined, lineOf, methodOf, type Route } from './route.ts';

const CONTROLLER = /^@(?:Controller|JsonController|Route|RestController)\b/;
const DECORATOR = /^@(Get|Post|Put|Patch|Delete|All|Head|Options)\(\s*(?:(['"`])([^'"`$]*)\2)?/;

/** NestJS and its relatives: the class has the prefix, its methods the paths. */
export function decoratedRoutes(root: SgNode): Route[] {
  return root
    .findAll({ rule: { any: [{ kind: 'class_declaration' }, { kind: 'abstract_class_declaration' }] } })
    .flatMap((node) => {
      const around = node.parent()?.kind() === 'export_statement' ? (node.parent()?.children() ?? []) : [];
      const own = [...around, ...node.children()]
        .filter((child) => child.kind() === 'decorator')
        .map((child) => child.text());
      const controller = own.find((text) => CONTROLLER.test(text));
      if (controller === undefined) return [];
      const prefix = /\(\s*(?:\{[^}]*\bpath:\s*)?['"`]([^'"`$]*)['"`]/.exec(controller)?.[1] ?? '';
      return methodsOf(node, prefix, own);
    });
}

function methodsOf(node: SgNode, prefix: string, own: readonly string[]): Route[] {
  const routes: Route[] = [];
  let above: SgNode[] = [];
  for (const member of node.field('body')?.children() ?? []) {
    if (member.kind() === 'decorator') above.push(member);
    else if (member.kind() === 'method_definition') {
      const inner = member.children().filter((child) => child.kind() === 'decorator');
      const all = [...above, ...inner];
      const guards = guardsAmong(
        [...own, ...all.map((one) => one.text())].filter((text) =>
          /^@(?:UseGuards|Auth|Roles|Authorized|Security)/.test(text),
        ),
      );
      for (const one of all) {
        const [found, word = '', , path = ''] = DECORATOR.exec(one.text()) ?? [];
        const method = methodOf(word);
        if (found === undefined || method === null || /^@\w+\(\s*[^'"`)\s{[]/.test(one.text())) continue;
        routes.push({
          method,
          route: joined(joined(prefix, ''), path),
          line: lineOf(one),
          handler: member.field('name')?.text() ?? null,
          guards,
        });
      }
      above = [];
    } else if (member.isNamed() && !/comment/.test(String(member.kind()))) above = [];
  }
  return routes;
}
