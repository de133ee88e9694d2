/**
 * Routes whose input has a zod schema: validated before the handler, typed in it, and documented from the same schema in
 * the OpenAPI document.
 */
import swagger from '@fastify/swagger';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { jsonSchemaTransform, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { BatonError } from '../../runner/core/errors.ts';
import { faultCode } from '../../runner/core/run-request.ts';
import { schemaFault } from '../../runner/core/schema-faults.ts';

export type ZodServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export function withZod(server: FastifyInstance): ZodServer {
  server.setValidatorCompiler(({ schema, httpPart }) => (value: unknown) => {
    if (!(schema instanceof z.ZodType)) return { value };
    const parsed = schema.safeParse(value, { error: schemaFault });
    return parsed.success ? { value: parsed.data } : { error: inputError(parsed.error, httpPart) };
  });
  server.setSerializerCompiler(() => (value) => JSON.stringify(value));
  return server.withTypeProvider<ZodTypeProvider>();
}

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
    transform: jsonSchemaTransform,
  });
}

/** Reports the first validation error and its place. */
function inputError(error: z.ZodError, part: string | undefined): BatonError {
  const issue = error.issues[0];
  const where = (issue?.path ?? []).join('.');
  if (issue?.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys[0] ?? ''].join('.');
    const why = issue.keys.some((key) => /^mode(_?id)?$/i.test(key)) ? ' Every task runs in plan mode.' : '';
    return new BatonError('refused', 'unknown_field', `${path} is not a known field.${why}`, { path });
  }
  const subject = where === '' ? `the ${part === 'body' || part === undefined ? 'body' : 'query'}` : where;
  const message = `${subject}: ${issue?.message ?? 'can not be read'}`;
  return new BatonError('refused', faultCode(issue), message, where === '' ? {} : { path: where });
}
