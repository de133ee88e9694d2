/**
 * Discord's own OpenAPI document as the judge of request bodies. It is read from the folder that `BATON_TEST_DATA` names;
 * without it bodies go unjudged by it, and one line says so.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isRecord, type Json, record } from '../chat/json.ts';
import { type FormFault, invalid } from './refusals.ts';

const DOCUMENT = 'discord';
const MOST_TOLD = 6;

/** Which of the schemas of a first response goes with its type: a union's errors would say nothing. */
const CALLBACKS: Readonly<Record<number, string>> = {
  1: 'PongInteractionCallbackRequest',
  4: 'CreateMessageInteractionCallbackRequest',
  5: 'CreateMessageInteractionCallbackRequest',
  6: 'UpdateMessageInteractionCallbackRequest',
  7: 'UpdateMessageInteractionCallbackRequest',
  8: 'ApplicationCommandAutocompleteCallbackRequest',
  9: 'ModalInteractionCallbackRequest',
};

let known: { readonly rules: OpenApiRules | null } | undefined;

export class OpenApiRules {
  readonly #ajv: Ajv2020;
  /** where the schema of a body stands, by method and path without the names of its parameters */
  readonly #places = new Map<string, string>();
  readonly #compiled = new Map<string, ValidateFunction>();

  private constructor(document: Json) {
    this.#ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false });
    formats.default(this.#ajv);
    this.#ajv.addFormat('snowflake', /^(0|[1-9]\d{0,19})$/);
    this.#ajv.addFormat('nonce', /^.{0,25}$/s);
    this.#ajv.addSchema(document, DOCUMENT);
    for (const [path, methods] of Object.entries(record(document.paths))) {
      for (const [method, operation] of Object.entries(record(methods))) {
        const body = record(record(record(operation).requestBody).content)['application/json'];
        if (!isRecord(body)) continue;
        const place = `paths/${escaped(path)}/${method}/requestBody/content/application~1json/schema`;
        this.#places.set(`${method.toUpperCase()} ${nameless(path)}`, place);
      }
    }
  }

  /** Null when the document is not there. Read once in a process. */
  static read(folder: string | undefined): OpenApiRules | null {
    known ??= { rules: OpenApiRules.#readFrom(folder) };
    return known.rules;
  }

  static #readFrom(folder: string | undefined): OpenApiRules | null {
    if (folder === undefined) {
      process.stderr.write(
        'BATON_TEST_DATA is not set: bodies are not checked by Discord’s OpenAPI document\n',
      );
      return null;
    }
    return new OpenApiRules(
      record(JSON.parse(readFileSync(join(folder, 'discord', 'openapi.json'), 'utf8'))),
    );
  }

  /** `route` is a method and a path such as `POST /channels/:channel/messages`. */
  faults(route: string, body: unknown): readonly FormFault[] {
    const place = this.#place(route, body);
    if (place === null) return [];
    const validate = this.#validator(place);
    if (validate(body)) return [];
    return (validate.errors ?? []).slice(-MOST_TOLD).map(told);
  }

  #place(route: string, body: unknown): string | null {
    if (route === 'POST /interactions/:interaction/:token/callback') {
      const name = CALLBACKS[Number(record(body).type)];
      if (name !== undefined) return `components/schemas/${name}`;
    }
    return this.#places.get(nameless(route)) ?? null;
  }

  #validator(place: string): ValidateFunction {
    const known = this.#compiled.get(place);
    if (known !== undefined) return known;
    const compiled = this.#ajv.compile({ $ref: `${DOCUMENT}#/${place}` });
    this.#compiled.set(place, compiled);
    return compiled;
  }
}

function told({ instancePath, keyword, message }: ErrorObject): FormFault {
  const at = instancePath.split('/').filter(Boolean).join('.');
  return invalid(at, `SCHEMA_${keyword.toUpperCase()}`, message ?? 'is not as the document says');
}

function nameless(path: string): string {
  return path.replaceAll(/\{[^}]+\}|:\w+/g, ':');
}

/** A path as a step of a JSON pointer in a reference. */
function escaped(path: string): string {
  return encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~');
}
