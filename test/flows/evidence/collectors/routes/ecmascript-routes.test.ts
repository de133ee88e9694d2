import { describe, expect, it } from 'vitest';
import { routesIn } from '../../../../../flows/evidence/collectors/routes/routes.ts';

const read = (text: string, path = 'src/app.ts', language = 'TypeScript'): string[] =>
  routesIn(language, path, text).map(
    ({ method, route, line, handler, guards }) =>
      `${line} ${method} ${route} ${handler ?? '–'}${guards.length === 0 ? '' : ` [${guards.join(', ')}]`}`,
  );

describe('routes of JavaScript and TypeScript', () => {
  it.each([
    [
      'Express, with chains, arrays of paths and constants',
      "import express from 'express';\nconst app = express();\nconst base = '/v1';\napp.get('/orders', list);\napp.post(`$" +
        "{base}/orders`, requireAuth, (req, res) => res.send());\napp.route('/users').get(listUsers).delete(removeUser);\napp.all(['/a', '/b'], ctrl.any);\n",
      [
        '4 GET /orders list',
        '5 POST /v1/orders – [requireAuth]',
        '6 GET /users listUsers',
        '6 DELETE /users removeUser',
        '7 ANY /a ctrl.any',
        '7 ANY /b ctrl.any',
      ],
    ],
    [
      'routers that the same file mounts, with the guards around them',
      "const express = require('express');\nconst app = express();\nconst api = express.Router();\nconst admin = express.Router();\napi.use('/admin', requireAdmin, admin);\napp.use('/api', api);\napi.get('/orders/:id', show);\nadmin.get('/', home);\n",
      ['7 GET /api/orders/:id show', '8 GET /api/admin/ home [requireAdmin]'],
    ],
    [
      "a router's own guard, from its line on",
      "const router = Router();\nrouter.get('/open', open);\nrouter.use(checkJwt);\nrouter.get('/closed', closed);\n",
      ['2 GET /open open', '4 GET /closed closed [checkJwt]'],
    ],
    [
      'a router that another file mounts, without its prefix',
      "module.exports = (app) => {\n  app.get('/ping', ping);\n};\n",
      ['2 GET /ping ping'],
    ],
    [
      'Koa with a prefix',
      "import Router from '@koa/router';\nconst router = new Router({ prefix: '/shop' });\nrouter.get('/items', items);\n",
      ['3 GET /shop/items items'],
    ],
    [
      'Fastify: plugins, options, route objects, shorthand handlers',
      "import Fastify from 'fastify';\nconst fastify = Fastify({ logger: true });\nasync function routes(instance) {\n  instance.get('/a', { preHandler: [instance.authenticate] }, async () => 1);\n}\nfastify.register(routes, { prefix: '/v2' });\nfastify.register(async (scope) => {\n  scope.post('/b', schema, create);\n}, { prefix: '/v3' });\nfastify.route({ method: ['GET', 'HEAD'], url: '/c', handler: show });\nfastify.get('/d', { handler: d });\n",
      [
        '4 GET /v2/a – [instance.authenticate]',
        '8 POST /v3/b create',
        '10 GET /c show',
        '10 HEAD /c show',
        '11 GET /d d',
      ],
    ],
    [
      'Hono, chained and below a base path',
      "import { Hono } from 'hono';\nconst sub = new Hono().basePath('/api');\nsub.get('/x', (c) => c.text('x')).post('/y', y);\nexport default new Hono().get('/z', z);\n",
      ['3 GET /api/x –', '3 POST /api/y y', '4 GET /z z'],
    ],
    [
      'NestJS, with the prefix and the guard of the class',
      "@UseGuards(AuthGuard)\n@Controller('orders')\nexport class OrdersController {\n  @Get()\n  list() {}\n\n  @Post(':id/refund')\n  @HttpCode(200)\n  async refund(@Param('id') id: string) {}\n}\n",
      [
        '4 GET /orders list [@UseGuards(AuthGuard)]',
        '7 POST /orders/:id/refund refund [@UseGuards(AuthGuard)]',
      ],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    [
      'src/app/(shop)/orders/[id]/route.ts',
      'export async function GET() {}\nexport const POST = handle;\n',
      ['1 GET /orders/[id] GET', '2 POST /orders/[id] POST'],
    ],
    ['app/route.ts', 'export { handler as GET, handler as POST };\n', ['1 GET / GET', '1 POST / POST']],
    ['app/orders/page.tsx', 'export default function Orders() {}\n', ['1 GET /orders Orders']],
    ['pages/api/orders/index.ts', 'export default handler;\n', ['1 ANY /api/orders handler']],
    ['src/routes/orders/+server.ts', 'export const GET = () => new Response();\n', ['1 GET /orders GET']],
    ['src/app/orders/helper.ts', 'export async function GET() {}\n', []],
  ])('are the file %s by its place', (path, text, expected) => {
    expect(read(text, path)).toEqual(expected);
  });

  it.each([
    ["a Map's lookup", "const routes = new Map();\nroutes.get('/x');\nroutes.get('/x', fallback);\n"],
    ['a setting of an application', "app.get('trust proxy');\napp.get('/x');\n"],
    [
      "a client's request",
      "const api = axios.create();\napi.get('/users', { params });\nclient.get('/users', (error, answer) => done());\nserver.get('/users', callback);\n",
    ],
    ['a test client', "request(app).get('/users', done);\nsupertest(app).post('/users', body);\n"],
    ['a map that is called as a router is', "const router = new Map();\nrouter.delete('/x', y);\n"],
    [
      'a path that only the running program knows',
      'router.get(`/$' + '{name}`, show);\nrouter.get(path, show);\n',
    ],
    ['a decorator of a class that is no controller', "class Form {\n  @Get('x')\n  value() {}\n}\n"],
    ['a comment and a string', "// app.get('/x', y)\nconst text = \"app.get('/x', y)\";\n"],
  ])('are not %s', (_what, text) => {
    expect(read(text)).toEqual([]);
  });
});
