/** Generates the OpenAPI document from the zod schemas of the routes. */
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { z } from 'zod';

export async function describeRoutes(
  server: FastifyInstance,
  version: string,
  secured: boolean,
): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Baton',
        version,
        description:
          'Runs of read-only agents over a repository. Times are ISO 8601; unknown fields are refused.',
      },
      ...(secured
        ? {
            components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
            security: [{ bearer: [] }],
          }
        : {}),
    },
    transform: ({ schema, url }) => ({ schema: asJsonSchemas(schema), url }),
  });
}

function asJsonSchemas(schema: FastifySchema): FastifySchema {
  const { headers, body, querystring, params, response, ...rest } = schema;
  return {
    ...rest,
    ...(headers === undefined ? {} : { headers: jsonSchema(headers, 'input') }),
    ...(body === undefined ? {} : { body: jsonSchema(body, 'input') }),
    ...(querystring === undefined ? {} : { querystring: jsonSchema(querystring, 'input') }),
    ...(params === undefined ? {} : { params: jsonSchema(params, 'input') }),
    ...(response === undefined ? {} : { response: responses(response) }),
  };
}

function responses(response: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(z.record(z.string(), z.unknown()).parse(response)).map(([status, schema]) => [
      status,
      jsonSchema(schema, 'output'),
    ]),
  );
}

function jsonSchema(schema: unknown, io: 'input' | 'output'): unknown {
  if (!(schema instanceof z.ZodType)) return schema;
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
